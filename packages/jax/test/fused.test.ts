/** Fused steps over jax-js arrays: the bits of @anneal/core, in place and by copies, for every rule. */
import { adamw, cosine, LRScheduler, lamb, Optimizer, type Rule } from "@anneal/core";
import { defineRule, mul, rate, sign, sub } from "@anneal/core/rule";
import { FusedOptimizer, fusedAdamW, fusedAdamWScheduleFree, fusedLion, fusedSGD } from "@anneal/jax/fused";
import { jit, nn, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradients, initial, type RuleCase, ruleCases } from "../../core/test/support/rules.js";
import { findMemory } from "../src/fused/backend.js";
import { devices, useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

const STEPS = 3;
/** By copies, the arithmetic is that of an optimizer of @anneal/wasm: a form of every tenth rule is enough. */
const casesOn = (device: string) => ruleCases.filter((_, i) => device === "wasm" || i % 10 === 0);

const arrayOf = (values: Float32Array, shape: readonly number[]) =>
  values.length === 0 ? np.zeros([...shape]) : np.array(values.slice()).reshape([...shape]);

const valuesOf = (arrays: readonly np.Array[]) => arrays.map((array) => [...array.ref.dataSync()]);

function trainFused(each: RuleCase): number[][] {
  const { rule, options, shapes } = each;
  const optimizer = new FusedOptimizer(rule, options as never);
  let params = initial(each).map(({ shape, values }) => arrayOf(values, shape));
  for (let t = 0; t < STEPS; t++) {
    const grads = gradients(each, t).map((values, i) => arrayOf(values, shapes[i] as number[]));
    params = optimizer.step(params, grads);
  }
  params = optimizer.eval(params);
  optimizer.dispose();
  const values = valuesOf(params);
  tree.dispose(params);
  return values;
}

function trainPlain(each: RuleCase): number[][] {
  const optimizer = new Optimizer(each.rule as Rule, initial(each), each.options);
  optimizer.train();
  for (let t = 0; t < STEPS; t++) optimizer.step({ grads: gradients(each, t) });
  optimizer.eval();
  const values = optimizer.params.map((each) => [...each]);
  optimizer.dispose();
  return values;
}

describe.each(devices)("on %s", (device) => {
  beforeAll(async () => {
    await useDevice(device);
    // Room for addresses is kept from the first time on.
    findMemory();
  });

  test.each(sampled(casesOn(device), 4))("$title has the bits of @anneal/core, and keeps nothing", (each) => {
    expect(referencesKept(() => expect(trainFused(each)).toEqual(trainPlain(each)))).toBe(0);
  });

  test("reports how it updates", () => {
    const optimizer = fusedAdamW();
    expect(optimizer.updateInfo).toBeNull();
    const params = optimizer.step(np.ones([3]), np.ones([3]));
    expect(optimizer.updateInfo).toEqual(
      device === "wasm"
        ? { inPlace: true, reason: null }
        : { inPlace: false, reason: "arrays on the device cpu can't be updated in place" },
    );
    expect(optimizer.report).toMatchObject({ stepped: true, step: 0, lr: [1e-3] });
    params.dispose();
    optimizer.dispose();
  });

  test("changes no other array", () => {
    const kept = referencesKept(() => {
      const optimizer = fusedSGD({ lr: 1 });
      const start = np.array(Float32Array.from({ length: 6 }, (_, i) => i));
      const before = [...start.ref.dataSync()];
      const views = [start.ref.reshape([2, 3]), start.ref.reshape([3, 2]).transpose()];
      const later = start.ref.mul(2); // computed when it is read
      let params = optimizer.step(start.ref, np.ones([6]));
      expect([...params.ref.dataSync()]).toEqual(before.map((value) => value - 1));
      const second = params.ref;
      params = optimizer.step(params, np.ones([6]));
      expect([...params.ref.dataSync()]).toEqual(before.map((value) => value - 2));
      expect([...second.dataSync()]).toEqual(before.map((value) => value - 1));
      expect([...start.dataSync()]).toEqual(before);
      expect([...later.dataSync()]).toEqual(before.map((value) => 2 * value));
      expect(views.map((view) => view.js())).toEqual([
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
        [
          [0, 2, 4],
          [1, 3, 5],
        ],
      ]);
      params.dispose();
      optimizer.dispose();
    });
    expect(kept).toBe(0);
  });

  test("accepts lazy, traced, transposed and shared arrays, and parameters as gradients", () => {
    const grid = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i));
    const column = (array: np.Array) => array.reshape([20, 10]).transpose();
    const double = jit((x: np.Array) => x.mul(2));
    const make = (): np.Array[] => {
      const lazy = np.zeros([200]);
      const base = np.array(grid.slice());
      return [lazy, base.ref, base.ref, column(base.ref), double(base), np.array(3), np.full([130], 2)];
    };
    const expected = make().map((array) => [...array.dataSync()]);
    const kept = referencesKept(() => {
      const optimizer = fusedLion({ lr: 0.5, weightDecay: 0 });
      const params = make();
      const shared = np.array(grid.slice());
      const grads = [
        shared.ref,
        shared.ref,
        params[1]?.ref,
        column(shared),
        ...params.slice(4).map((each) => each.ref),
      ];
      const stepped = optimizer.step(params, grads as np.Array[]);
      const signs = [grid, grid, grid, expected[3], expected[4], [3], expected[6]].map((values) =>
        Array.from(values as ArrayLike<number>, Math.sign),
      );
      expect(valuesOf(stepped)).toEqual(
        expected.map((values, i) =>
          values.map((value, k) => Math.fround(value - 0.5 * (signs[i]?.[k] ?? 0))),
        ),
      );
      expect(stepped[3]?.shape).toEqual([10, 20]);
      tree.dispose(stepped);
      optimizer.dispose();
    });
    double.dispose();
    expect(kept).toBe(0);
  });

  test("clips by the joint norm and undoes a loss scale, like the optimizers of @anneal/core", () => {
    const values = Float32Array.from({ length: 5 }, (_, i) => i - 2);
    const plain = new Optimizer(adamw, [values], { lr: 0.1 });
    const fused = fusedAdamW({ lr: 0.1, clipNorm: 0.5 });
    let params = np.array(values.slice());
    for (let t = 0; t < 3; t++) {
      const gradient = values.map((value) => 8 * (value + t));
      params = fused.step(params, np.array(gradient.slice()), { gradScale: 8 });
      const norm = Math.fround(Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0)));
      plain.step({ grads: [gradient], gradScale: 8 * Math.max(1, (norm / 8 + 1e-6) / 0.5) });
    }
    expect([...params.dataSync()]).toEqual([...(plain.params[0] as Float32Array)]);
    fused.dispose();
  });

  test("resumes to the same bits, from its own state and that of another engine", () => {
    const options = {
      lr: cosine({ peak: 0.1, end: 0, totalSteps: 10 }),
      weightDecay: 0.1,
      decayExclude: ["b"],
    };
    const start = () => ({ w: np.array(Float32Array.of(1, 2, 3)), b: np.array(Float32Array.of(-1)) });
    const slope = (t: number) => ({
      w: np.array(Float32Array.of(1, t, -2)),
      b: np.array(Float32Array.of(0)),
    });
    const whole = fusedAdamW(options);
    let params = start();
    for (let t = 0; t < 3; t++) params = whole.step(params, slope(t));
    const state = structuredClone(whole.stateDict());
    expect(state.params.map(({ name }) => name)).toEqual(["w", "b"]);
    const resumed = fusedAdamW(options);
    resumed.loadStateDict(state);
    expect(resumed.stepCount).toBe(3);
    const copy = (array: np.Array) => array.ref.dataSync() as Float32Array;
    const plain = new Optimizer(adamw, { w: copy(params.w), b: copy(params.b) }, options);
    plain.loadStateDict(state);
    let others = tree.ref(params);
    for (let t = 3; t < 6; t++) {
      params = whole.step(params, slope(t));
      others = resumed.step(others, slope(t));
      plain.step({ grads: [Float32Array.of(1, t, -2), Float32Array.of(0)] });
    }
    expect(valuesOf([others.w, others.b])).toEqual(valuesOf([params.w, params.b]));
    expect(valuesOf([others.w, others.b])).toEqual(plain.params.map((each) => [...each]));
    // Zero gradients: only weight decay could have moved it.
    expect(params.b.ref.js()).toEqual([-1]);
    whole.loadStateDict(state);
    expect(whole.stepCount).toBe(3);
    tree.dispose([params, others]);
    for (const each of [whole, resumed]) each.dispose();
  });

  test("follows rates that are set, and schedulers", () => {
    const optimizer = fusedSGD({ lr: 0.5 });
    const step = (params: np.Array) => optimizer.step(params, np.ones([1]));
    let params = step(np.zeros([1]));
    (optimizer.groups[0] as { lr: number }).lr = 0.25;
    params = step(params);
    expect(params.ref.js()).toEqual([-0.75]);
    const scheduler = new LRScheduler(optimizer, (count) => 1 / (count + 1));
    params = step(params);
    expect(params.ref.js()).toEqual([-1.75]);
    scheduler.step();
    params = step(params);
    expect(params.js()).toEqual([-2.25]);
    optimizer.dispose();
  });

  test("converts parameters to train into those to evaluate, and back", () => {
    const optimizer = fusedAdamWScheduleFree({ lr: 0.1 });
    let params = np.array(Float32Array.of(1, -1));
    for (let t = 0; t < 3; t++) params = optimizer.step(params, np.array(Float32Array.of(1, t)));
    const trained = [...params.ref.dataSync()];
    params = optimizer.eval(params);
    expect([...params.ref.dataSync()]).not.toEqual(trained);
    expect(() => optimizer.step(params, np.ones([2]))).toThrow(/call train\(\) first/);
    params = optimizer.train(params);
    for (const [i, value] of (params.ref.dataSync() as Float32Array).entries())
      expect(value).toBeCloseTo(trained[i] as number, 6);
    params.dispose();
    optimizer.dispose();
  });

  test("trains a model between jitted gradients, without leaks", () => {
    const inputs = Float32Array.from({ length: 128 }, (_, i) => Math.sin(3 * i));
    type Params = { first: { w: np.Array; b: np.Array }; second: np.Array };
    const loss = ({ first, second }: Params, x: np.Array): np.Array => {
      const goal = np.square(x.ref.sum(1));
      const hidden = np.tanh(np.matmul(x, first.w).add(first.b));
      return np.square(np.matmul(hidden, second).reshape([-1]).sub(goal)).mean();
    };
    const losses: number[] = [];
    const kept = referencesKept(() => {
      const optimizer = new FusedOptimizer(lamb, { lr: 0.02 });
      const lossAndGradients = jit(valueAndGrad(loss));
      let params: Params = {
        first: { w: np.array(inputs.slice(0, 32)).reshape([2, 16]), b: np.zeros([16]) },
        second: nn.relu(np.array(inputs.slice(40, 56))).reshape([16, 1]),
      };
      const x = np.array(inputs.slice()).reshape([64, 2]);
      for (let i = 0; i < 60; i++) {
        const [value, slopes] = lossAndGradients(tree.ref(params), x.ref) as [np.Array, Params];
        params = optimizer.step(params, slopes);
        losses.push(value.item() as number);
      }
      tree.dispose([params, x]);
      lossAndGradients.dispose();
      optimizer.dispose();
    });
    expect(kept).toBe(0);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 3);
  });
});

describe("in the memory of jax-js", () => {
  beforeAll(() => useDevice("wasm"));

  test("continues after the memory has grown, with rates that were set and a state", () => {
    const optimizer = fusedAdamW({ lr: 0.5 });
    const plain = new Optimizer(adamw, [Float32Array.of(1, 2, 3)], { lr: 0.5 });
    let params = np.array(Float32Array.of(1, 2, 3));
    const held: np.Array[] = [];
    for (let t = 0; t < 6; t++) {
      if (t === 2) {
        for (const each of [optimizer, plain]) (each.groups[0] as { lr: number }).lr = 0.25;
      }
      params = optimizer.step(params, np.array(Float32Array.of(t, -1, 2)));
      plain.step({ grads: [Float32Array.of(t, -1, 2)] });
      expect(optimizer.stateDict()).toMatchObject({ step: t + 1 });
      held.push(np.array(new Float32Array(3_000_000).fill(1, 1)));
    }
    expect([...params.dataSync()]).toEqual([...(plain.params[0] as Float32Array)]);
    expect(optimizer.updateInfo?.inPlace).toBe(true);
    expect(optimizer.stateDict().params[0]?.slots).toEqual(plain.stateDict().params[0]?.slots);
    tree.dispose(held);
    optimizer.dispose();
  });

  test("interprets rules of your own there", () => {
    const signSgd = defineRule({
      name: "SignSGD",
      hyper: { lr: rate(0.5) },
      update: ({ p, g }, { lr }) => ({ p: sub(p, mul(lr, sign(g))) }),
    });
    const values = Float32Array.from({ length: 300 }, (_, i) => i - 150);
    const optimizer = new FusedOptimizer(signSgd);
    const params = optimizer.step(np.array(values.slice()), np.array(values.slice()));
    expect(optimizer.updateInfo?.inPlace).toBe(true);
    expect([...params.dataSync()]).toEqual(Array.from(values, (value) => value - 0.5 * Math.sign(value)));
    optimizer.dispose();
  });

  test.each(["8bit", "bf16"] as const)("keeps a state of %s, with the bits of @anneal/core", (state) => {
    const values = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i));
    const options = { lr: 0.1, state };
    const plain = new Optimizer(adamw, [values], options);
    const optimizer = fusedAdamW(options);
    let params = np.array(values.slice());
    for (let t = 0; t < 3; t++) {
      const gradient = values.map((value) => value * (t + 1) - 0.3);
      params = optimizer.step(params, np.array(gradient.slice()));
      plain.step({ grads: [gradient] });
    }
    expect(optimizer.updateInfo?.inPlace).toBe(true);
    expect(params.dataSync()).toEqual(plain.params[0]);
    optimizer.dispose();
  });

  test("finds more arrays than one call has addresses for", () => {
    const optimizer = fusedSGD({ lr: 1 });
    const make = (offset: number) =>
      Array.from({ length: 300 }, (_, i) => np.array(Float32Array.of(i + offset, i)));
    const params = optimizer.step(make(0), make(1));
    expect(valuesOf(params)).toEqual(Array.from({ length: 300 }, () => [-1, 0]));
    tree.dispose(params);
    optimizer.dispose();
  });

  test("two optimizers do not touch each other", () => {
    const [a, b] = [fusedSGD({ lr: 1 }), fusedSGD({ lr: 1 })];
    let [p, q] = [np.zeros([200]), np.ones([200])];
    for (let t = 0; t < 3; t++) {
      p = a.step(p, np.ones([200]));
      q = b.step(q, np.ones([200]).mul(2));
    }
    expect([p.js(), q.js()].map((each) => (each as number[])[199])).toEqual([-3, -5]);
    a.dispose();
    b.dispose();
  });
});
