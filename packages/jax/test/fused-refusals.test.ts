/** Errors of fused steps, which change and consume nothing. */
import { FreedError, InvalidArgumentError, NonFiniteGradientError } from "@anneal/core";
import type { Tree } from "@anneal/jax";
import { FusedOptimizer, fusedAdamW, fuseOnWebGpu } from "@anneal/jax/fused";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { catchBackend, memoryOf } from "../src/fused/backend.js";
import { devices, useDevice } from "./support/devices.js";

const pair = (a: number, b: number) => np.array(Float32Array.of(a, b));

describe.each(devices)("on %s", (device) => {
  beforeAll(() => useDevice(device));

  test.each<[string, () => unknown, () => unknown, unknown?]>([
    ["no tree", () => null, () => ({ w: pair(1, 1) })],
    ["numbers", () => ({ w: [1, 2] }), () => ({ w: pair(1, 1) })],
    ["no array at all", () => ({}), () => ({})],
    ["another tree of gradients", () => ({ w: pair(1, 2) }), () => ({ v: pair(1, 1) })],
    ["another shape of gradients", () => ({ w: pair(1, 2) }), () => ({ w: np.ones([3]) })],
    ["another tree than in the first step", () => ({ v: pair(1, 2) }), () => ({ v: pair(1, 1) })],
    ["other shapes than in the first step", () => ({ w: np.ones([3]) }), () => ({ w: np.ones([3]) })],
    ["integers", () => ({ w: pair(1, 2).astype(np.int32) }), () => ({ w: pair(1, 2).astype(np.int32) })],
    [
      "arrays of another device",
      () => ({ w: np.ones([2], { device: device === "cpu" ? "wasm" : "cpu" }) }),
      () => ({ w: pair(1, 1) }),
    ],
    ["an unknown option", () => ({ w: pair(1, 2) }), () => ({ w: pair(1, 1) }), { gradientScale: 2 }],
    ["a scale that is none", () => ({ w: pair(1, 2) }), () => ({ w: pair(1, 1) }), { gradScale: 0 }],
  ])("refuses %s", (_, makeParams, makeGradients, options) => {
    const optimizer = fusedAdamW({ lr: 0.1 });
    tree.dispose(optimizer.step({ w: pair(1, 2) }, { w: pair(1, 1) }));
    const state = optimizer.stateDict();
    const [params, gradients] = [makeParams(), makeGradients()] as [never, never];
    expect(() => optimizer.step(params, gradients, options as never)).toThrow(InvalidArgumentError);
    expect(optimizer.stateDict()).toEqual(state);
    for (const array of tree.leaves<np.Array>([params, gradients]))
      if (array instanceof np.Array) array.dispose();
    optimizer.dispose();
  });

  test("throws for NaN in gradients, or skips the step, depending on nonFinite", () => {
    const gradient = () => pair(1, Number.NaN);
    const strict = fusedAdamW({ nonFinite: "throw" });
    const [params, bad] = [pair(1, 2), gradient()];
    expect(() => strict.step(params, bad)).toThrow(NonFiniteGradientError);
    const next = strict.step(params, pair(1, 1));
    expect(strict.stepCount).toBe(1);
    bad.dispose();
    next.dispose();

    const patient = fusedAdamW({ nonFinite: "skip" });
    const same = patient.step(pair(1, 2), gradient());
    expect(patient.report).toMatchObject({ stepped: false, skipped: "nonFinite", parameter: 0 });
    expect(same.js()).toEqual([1, 2]);
    strict.dispose();
    patient.dispose();
  });

  test("consumes nothing where a schedule throws", () => {
    let rate = 0.1;
    const optimizer = fusedAdamW({ lr: () => rate });
    const params = optimizer.step(pair(1, 2), pair(1, 1));
    rate = Number.NaN;
    const gradients = pair(1, 1);
    expect(() => optimizer.step(params, gradients)).toThrow(InvalidArgumentError);
    rate = 0.1;
    optimizer.step(params, gradients).dispose();
    expect(optimizer.stepCount).toBe(2);
    optimizer.dispose();
  });

  test.each<[string, (optimizer: FusedOptimizer) => unknown]>([
    ["step", (optimizer) => optimizer.step(pair(1, 2), pair(1, 1))],
    ["eval", (optimizer) => optimizer.eval(pair(1, 2))],
    ["loadStateDict", (optimizer) => optimizer.loadStateDict(optimizer.stateDict())],
  ])("refuses %s of its own rate, and the outer step is what was asked for", (_, inner) => {
    const train = (act: (optimizer: FusedOptimizer) => void) => {
      const optimizer: FusedOptimizer = fusedAdamW({
        lr: (step) => {
          if (step === 1) act(optimizer);
          return 0.1;
        },
      }) as FusedOptimizer;
      let params = pair(1, -2);
      for (let step = 0; step < 3; step++) params = optimizer.step(params, pair(step, 1));
      const result = [params.js(), optimizer.stepCount];
      optimizer.dispose();
      return result;
    };
    const act = (optimizer: FusedOptimizer) =>
      expect(() => inner(optimizer)).toThrow(expect.objectContaining({ name: "ReentrantCallError" }));
    expect(train(act)).toEqual(train(() => {}));
  });

  test.each(["parameters", "gradients", "both"])(
    "makes the step that was asked for if its rate disposes of the %s",
    (which) => {
      const train = (act: (trees: readonly Tree[]) => void) => {
        let trees: readonly Tree[] = [];
        const optimizer = fusedAdamW({
          lr: (step) => {
            if (step === 1) act(trees);
            return 0.1;
          },
        });
        let params = pair(1, -2);
        for (let step = 0; step < 3; step++) {
          const gradients = pair(step + 1, 1);
          trees = which === "both" ? [params, gradients] : [which === "parameters" ? params : gradients];
          params = optimizer.step(params, gradients);
        }
        const result = [params.js(), optimizer.stepCount];
        optimizer.dispose();
        return result;
      };
      const disposing = train((trees) => {
        tree.dispose([...trees]);
        // Would take the memory that was freed.
        np.array([70, 70]).add(1).js();
      });
      expect(disposing).toEqual(train(() => {}));
    },
  );

  test("gives back the arrays of a step that is skipped, also if its rate has disposed of them", () => {
    const params = pair(1, -2);
    const optimizer = fusedAdamW({
      nonFinite: "skip",
      lr: () => {
        params.dispose();
        return 0.1;
      },
    });
    expect(optimizer.step(params, pair(Number.NaN, 1)).js()).toEqual([1, -2]);
    expect(optimizer.report?.skipped).toBe("nonFinite");
    optimizer.dispose();
  });

  test("refuses arrays that were freed", () => {
    const optimizer = fusedAdamW();
    const freed = pair(1, 2);
    freed.dispose();
    expect(() => optimizer.step(freed, pair(1, 1))).toThrow(/freed|use/i);
    expect(optimizer.stepCount).toBe(0);
  });
});

test("refuses invalid options, rules and states before training", () => {
  expect(() => fusedAdamW({ lr: -1 })).toThrow(InvalidArgumentError);
  expect(() => fusedAdamW({ clipNorm: 0 })).toThrow(InvalidArgumentError);
  expect(() => fusedAdamW({ memory: "caller" } as never)).toThrow(InvalidArgumentError);
  expect(() => new FusedOptimizer({} as never)).toThrow(InvalidArgumentError);
  const optimizer = fusedAdamW();
  expect(() => optimizer.stateDict()).toThrow(InvalidArgumentError);
  for (const state of [null, {}, { step: -1 }, { step: 1, steps: 1 }]) {
    expect(() => optimizer.loadStateDict(state as never)).toThrow(InvalidArgumentError);
    expect(optimizer.stepCount).toBe(0);
  }
  optimizer.loadStateDict({ step: 1 } as never);
  const [params, gradients] = [pair(1, 2), pair(1, 1)];
  expect(() => optimizer.step(params, gradients)).toThrow(InvalidArgumentError);
  tree.dispose([params, gradients]);
  optimizer.dispose();
  optimizer.dispose();
  expect(() => optimizer.stateDict()).toThrow(FreedError);
  expect(() => optimizer.step(pair(1, 2), pair(1, 1))).toThrow(FreedError);
});

test("throws under a trace", () => {
  const optimizer = fusedAdamW();
  const traced = jit((params: np.Array) => optimizer.step(params, np.ones([2])));
  expect(() => traced(pair(1, 2))).toThrow(/outside of jit/);
});

test("is created on webgpu only with the module @anneal/node-gpu and arrays on that device", async () => {
  const params = pair(1, 2);
  await expect(fuseOnWebGpu({} as never, {} as never, params)).rejects.toThrow(/@anneal\/node-gpu/);
  const module = { borrowGpu: () => null, createOptimizer: async () => null };
  await expect(fuseOnWebGpu(module, {} as never, params)).rejects.toThrow(/on webgpu/);
  params.dispose();
});

describe("the check of jax-js's internals", () => {
  beforeAll(() => useDevice("wasm"));
  type Method = (...args: never[]) => unknown;
  type Backend = Record<string, Method | undefined>;
  /** What is found where the backend has other methods, as in another version. */
  const foundWith = (change: (real: Backend) => Backend): unknown => {
    const real = catchBackend() as unknown as Backend;
    const bound = Object.fromEntries(
      ["dispatch", "readSync"].map((name) => [name, (real[name] as Method).bind(real)]),
    );
    const changed = change(bound);
    Object.assign(real, changed);
    try {
      return memoryOf(real);
    } finally {
      for (const name of Object.keys(changed)) delete real[name];
    }
  };

  test("finds the memory of version 0.1.25", () => {
    expect(memoryOf(catchBackend())).not.toBeTypeOf("string");
  });

  test("reports that there is none", () => {
    expect(memoryOf(null)).toMatch(/can't be reached/);
  });

  test.each<[string, (real: Backend) => Backend, RegExp]>([
    ["missing methods", () => ({ dispatch: undefined }), /can't be reached/],
    ["kernels that do not run", () => ({ dispatch: () => {} }), /do not import a memory/],
    [
      "other addresses",
      ({ readSync }) => ({
        readSync: (...args) => ((readSync as Method)(...args) as Uint8Array).fill(64),
      }),
      /0\.1\.25/,
    ],
    [
      "a failure",
      () => ({
        readSync: () => {
          throw new Error("no more");
        },
      }),
      /another version than 0\.1\.25: no more/,
    ],
  ])("detects %s", (_, change, reason) => {
    expect(foundWith(change)).toMatch(reason);
  });
});
