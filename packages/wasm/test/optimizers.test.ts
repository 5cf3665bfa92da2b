/** The optimizers on the module: the same bits as those of @anneal/core, on memory that stays where it is. */
import * as host from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { cases, sampled } from "../../core/test/support/random-cases.js";
import * as module from "../src/optimizers/index.js";

/** Every optimizer of this file computes in WebAssembly, or the test fails. */
const engine = "wasm";

const everything = (optimizer: host.Optimizer): Float32Array[] => [
  ...optimizer.params,
  ...optimizer.grads,
  ...optimizer
    .stateDict()
    .params.flatMap(({ step, slots }) => [Float32Array.of(step), ...Object.values(slots)]),
];

/** Numbers as gradients have them: mostly ordinary, some zero, tiny, denormal, huge or not finite. */
function numbers(length: number, seed: number, wild: boolean): Float32Array {
  const special = [
    0,
    -0,
    1e-30,
    -1e-42,
    1e20,
    -3e38,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const result = new Float32Array(length);
  let state = seed >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const uniform = state / 2 ** 32 - 0.5;
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const kind = state >>> 24;
    result[i] = wild && kind < 40 ? (special[kind % special.length] as number) : uniform * 2 ** -(kind % 16);
  }
  return result;
}

const anyLength = fc.oneof(
  fc.integer({ min: 0, max: 70 }),
  fc.integer({ min: 255, max: 257 }),
  fc.integer({ min: 4095, max: 4099 }),
  { weight: 1, arbitrary: fc.integer({ min: 16_383, max: 32_770 }) },
);
const beta = fc.oneof(fc.constantFrom(0, 0.5, 0.9, 0.999), fc.double({ min: 0, max: 0.99999, noNaN: true }));
const hyperparameters = {
  lr: fc.oneof(fc.constantFrom(0, 1e-3, 0.1), fc.double({ min: 0, max: 10, noNaN: true })),
  betas: fc.tuple(beta, beta),
  eps: fc.constantFrom(0, 1e-8, 1e-3),
  weightDecay: fc.constantFrom(0, 0.01, 0.5),
};
const group = fc.record(
  { params: fc.array(anyLength, { maxLength: 3 }), ...hyperparameters },
  { requiredKeys: ["params"] },
);
const anyOptions = fc.record(
  {
    ...hyperparameters,
    amsgrad: fc.boolean(),
    maximize: fc.boolean(),
    decoupledWeightDecay: fc.boolean(),
    memory: fc.constantFrom<("resident" | "caller")[]>("resident", "caller"),
  },
  { requiredKeys: [] },
);
const anyStep = fc.record({
  gradScale: fc.constantFrom(undefined, 1, 3, 65_536),
  clip: fc.constantFrom(undefined, 0.5, 1e9),
  absent: fc.array(fc.nat(8), { maxLength: 3 }),
});

describe("host and module", () => {
  test("give the same bits, whatever the numbers, lengths, groups and options", () => {
    const groups = fc
      .array(group, { minLength: 1, maxLength: 3 })
      .filter((all) => all.some(({ params }) => params.length > 0));
    const steps = fc.array(anyStep, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        groups,
        anyOptions,
        steps,
        fc.boolean(),
        fc.nat(),
        (shapes, options, present, wild, seed) => {
          const lengths = shapes.flatMap(({ params }) => params);
          const create = (Adam: typeof host.Adam, rest: object) => {
            let index = 0;
            const params = shapes.map((shape) => ({
              ...shape,
              params: shape.params.map((length) => numbers(length, seed + index++, false)),
            }));
            return new Adam(params, { ...options, ...rest });
          };
          const onHost = create(host.Adam, {});
          const onModule = create(module.Adam, { engine });
          for (const [t, { gradScale, clip, absent }] of present.entries()) {
            for (const optimizer of [onHost, onModule]) {
              const grads = lengths.map((length, i) =>
                absent.includes(i) ? null : numbers(length, seed + 100 * t + i, wild),
              );
              if (clip !== undefined) optimizer.clipGradNorm(clip, { grads });
              optimizer.step({ grads, ...(gradScale !== undefined && { gradScale }) });
            }
          }
          expect(firstDifference(everything(onHost), everything(onModule))).toBeNull();
          onModule.dispose();
        },
      ),
      { numRuns: cases(200) },
    );
  });

  test.each([...sampled([...Array(71).keys()], 3), 255, 256, 257, 4095, 4096, 4097, 4099])(
    "agree on %i elements, alone and in a row",
    (length) => {
      for (const amsgrad of [false, true]) {
        const pair = [
          new host.AdamW([length, 3, length], { amsgrad }),
          new module.AdamW([length, 3, length], { amsgrad, engine }),
        ] as const;
        for (const optimizer of pair) {
          for (const [i, param] of optimizer.params.entries()) param.set(numbers(param.length, i, false));
          for (let t = 0; t < 3; t++) {
            for (const [i, grad] of optimizer.grads.entries())
              grad.set(numbers(grad.length, 10 * t + i, t === 2));
            expect(optimizer.clipGradNorm(0.5)).toSatisfy((norm) => norm >= 0 || Number.isNaN(norm));
            optimizer.step();
          }
        }
        expect(firstDifference(everything(pair[0]), everything(pair[1]))).toBeNull();
        pair[1].dispose();
      }
    },
  );

  test("agree on norms and on what is finite", () => {
    fc.assert(
      fc.property(
        fc.array(anyLength, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.nat(),
        (lengths, wild, seed) => {
          const options = { nonFinite: "skip", lr: 0.1 } as const;
          const pair = [
            new host.AdamW(lengths, options),
            new module.AdamW(lengths, { ...options, engine }),
          ] as const;
          const results = pair.map((optimizer) => {
            const grads = lengths.map((length, i) => numbers(length, seed + i, wild));
            return [optimizer.step({ grads }), optimizer.clipGradNorm(1)];
          });
          expect(results[1]).toEqual(results[0]);
          pair[1].dispose();
        },
      ),
    );
  });

  test("read each other's states", () => {
    const onHost = new host.AdamW([40], { amsgrad: true });
    const onModule = new module.AdamW([40], { amsgrad: true, engine });
    for (let t = 0; t < 70; t++) onHost.step({ grads: [numbers(40, t, false)] });
    onModule.params[0]?.set(onHost.params[0] as Float32Array);
    onModule.loadStateDict(onHost.stateDict());
    for (let t = 70; t < 75; t++) {
      for (const optimizer of [onHost, onModule]) optimizer.step({ grads: [numbers(40, t, false)] });
    }
    expect(firstDifference(everything(onHost), everything(onModule))).toBeNull();
    expect(onModule.stateDict()).toEqual(onHost.stateDict());
  });

  test("keep a NaN among AMSGrad's largest, which a resumed run may bring", () => {
    const saved = new host.Adam([9], { amsgrad: true }).stateDict();
    const largest = Float32Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? Number.NaN : i));
    for (const optimizer of [
      new host.Adam([9], { amsgrad: true }),
      new module.Adam([9], { amsgrad: true, engine }),
    ]) {
      optimizer.loadStateDict({
        ...saved,
        params: saved.params.map((param) => ({ ...param, slots: { ...param.slots, maxExpAvgSq: largest } })),
      });
      optimizer.step({ grads: [new Float32Array(9).fill(1)] });
      expect(optimizer.stateDict().params[0]?.slots.maxExpAvgSq).toEqual(largest);
    }
  });

  test("throw the same errors", () => {
    for (const attempt of [
      (Adam: typeof host.AdamW) => new Adam([1], { lr: -1 }),
      (Adam: typeof host.AdamW) => new Adam([], {}),
      (Adam: typeof host.AdamW) => new Adam([1], null as never),
      (Adam: typeof host.AdamW) => new Adam([1], { decoupledWeightDecay: true } as never),
      (Adam: typeof host.AdamW) =>
        new Adam([1], { nonFinite: "throw" }).step({ grads: [Float32Array.of(Number.NaN)] }),
    ]) {
      let expected: unknown;
      try {
        attempt(host.AdamW);
      } catch (error) {
        expected = error;
      }
      expect(expected).toBeInstanceOf(Error);
      expect(() => attempt(module.AdamW)).toThrow(expected as Error);
    }
  });
});

describe("the engine", () => {
  test("is wasm unless the host is asked for, and an unknown one is refused", () => {
    expect(new module.AdamW([1]).engine).toBe("wasm");
    expect(new module.AdamW([1], { engine: "auto" }).engine).toBe("wasm");
    expect(new module.Adam([1], { engine: "wasm" }).engine).toBe("wasm");
    expect(new module.Adam([1], { engine: "host" }).engine).toBe("host");
    expect(() => new module.Adam([1], { engine: "gpu" as never })).toThrow(host.InvalidArgumentError);
  });
});
