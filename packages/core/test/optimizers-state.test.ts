/** Saving, loading and resuming. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  Adam,
  type AdamOptions,
  AdamW,
  InvalidArgumentError,
  type OptimizerState,
  warmupCosine,
} from "../src/index.js";

const lengths = [3, 0, 17];

const gradient = (step: number) =>
  lengths.map((length, i) => Float32Array.from({ length }, (_, j) => Math.sin(97 * step + 31 * i + j)));

const create = (options: AdamOptions) =>
  new Adam(
    [
      { params: lengths.slice(0, 2).map((length) => new Float32Array(length).fill(0.5)) },
      { params: [17], lr: 0.1 },
    ],
    options,
  );

/** What a training script writes to disk and reads back. */
const stored = (state: OptimizerState): OptimizerState => structuredClone(state);

describe("a state", () => {
  test("holds everything that a run needs, and is a copy", () => {
    const optimizer = create({ amsgrad: true, lr: (t) => t, weightDecay: 0.5 });
    optimizer.step({ grads: gradient(0) });
    const state = optimizer.stateDict();
    const hyper = { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.5 };
    const flags = { amsgrad: true, decoupledWeightDecay: false, cautious: false };
    expect(state).toEqual({
      format: "anneal/optimizer",
      version: 1,
      step: 1,
      mode: "train",
      maximize: false,
      groups: [
        { rule: "Adam", flags, lr: null, initialLr: null, ...hyper, step: 1, carried: {}, params: 2 },
        { rule: "Adam", flags, lr: 0.1, initialLr: 0.1, ...hyper, step: 1, carried: {}, params: 1 },
      ],
      params: lengths.map((length) => ({
        name: null,
        shape: [length],
        step: 1,
        carried: {},
        slots: {
          expAvg: expect.any(Float32Array),
          expAvgSq: expect.any(Float32Array),
          maxExpAvgSq: expect.objectContaining({ length }),
        },
      })),
      carried: {},
    });
    const before = stored(state);
    optimizer.step({ grads: gradient(1) });
    expect(state).toEqual(before);
  });

  test("resumed anywhere, a run goes on with the same bits", () => {
    const steps = fc.array(fc.subarray([0, 1, 2]), { minLength: 1, maxLength: 8 });
    const options = fc.record({
      amsgrad: fc.boolean(),
      maximize: fc.boolean(),
      decoupledWeightDecay: fc.boolean(),
      weightDecay: fc.constantFrom(0, 0.3),
      lr: fc.constantFrom(0.01, warmupCosine({ peak: 0.1, warmupSteps: 2, totalSteps: 9 })),
    });
    fc.assert(
      fc.property(steps, fc.nat(), options, (present, cut, chosen) => {
        const whole = create(chosen);
        let resumed = create(chosen);
        for (const [t, indices] of present.entries()) {
          if (t === cut % present.length) {
            const state = stored(resumed.stateDict());
            const next = create(chosen);
            for (const [i, param] of resumed.params.entries()) next.params[i]?.set(param);
            resumed.dispose();
            next.loadStateDict(state);
            resumed = next;
          }
          const grads = gradient(t).map((grad, i) => (indices.includes(i) ? grad : null));
          whole.step({ grads });
          resumed.step({ grads });
        }
        expect(resumed.params).toEqual(whole.params);
        expect(resumed.stateDict()).toEqual(whole.stateDict());
      }),
    );
  });

  test("late steps resume with the same bias corrections", () => {
    const state = create({}).stateDict();
    const late = (step: number) => ({
      ...state,
      step,
      params: state.params.map((param) => ({ ...param, step })),
    });
    for (const start of [62, 63, 64, 65, 4095, 1_000_000, 2 ** 40]) {
      const [whole, resumed] = [create({}), create({})];
      whole.loadStateDict(late(start));
      for (let t = 0; t < 3; t++) whole.step({ grads: gradient(t) });
      const middle = create({});
      middle.loadStateDict(late(start));
      middle.step({ grads: gradient(0) });
      for (const [i, param] of middle.params.entries()) resumed.params[i]?.set(param);
      resumed.loadStateDict(middle.stateDict());
      for (let t = 1; t < 3; t++) resumed.step({ grads: gradient(t) });
      expect(resumed.params).toEqual(whole.params);
    }
  });

  test("replaces hyper-parameters, but not a rate that is a function", () => {
    const saved = new AdamW([3], { lr: 0.5, betas: [0.5, 0.6], eps: 0.1, weightDecay: 0.2 }).stateDict();
    const plain = new AdamW([3], {});
    plain.loadStateDict(saved);
    expect(plain.groups[0]).toMatchObject({ lr: 0.5, betas: [0.5, 0.6], eps: 0.1, weightDecay: 0.2 });
    const lr = () => 0.25;
    const scheduled = new AdamW([3], { lr });
    scheduled.loadStateDict(saved);
    expect(scheduled.groups[0]).toMatchObject({ lr, eps: 0.1 });
    // Saved under a schedule: there is no rate to take over.
    plain.loadStateDict(scheduled.stateDict());
    expect(plain.groups[0]?.lr).toBe(0.5);
  });

  test("that holds NaN is a run's own business", () => {
    const optimizer = new AdamW([1], {});
    optimizer.step({ grads: [Float32Array.of(Number.NaN)] });
    const other = new AdamW([1], {});
    other.loadStateDict(optimizer.stateDict());
    expect(other.stateDict().params[0]?.slots.expAvgSq?.[0]).toBeNaN();
  });

  test.each<[string, (state: OptimizerState) => unknown]>([
    ["state must be an object", () => null],
    ['state.format must be "anneal/optimizer"', (state) => ({ ...state, format: "torch" })],
    ["state.version must be 1", (state) => ({ ...state, version: 2 })],
    ["state.step must be a whole number", (state) => ({ ...state, step: -1 })],
    [
      "state.groups[1].flags.amsgrad must be false, as in this optimizer",
      (state) => withGroup(state, { flags: { ...state.groups[1]?.flags, amsgrad: true } }),
    ],
    ["state.groups[1].rule must be Adam", (state) => withGroup(state, { rule: "AdamW" })],
    ['state.mode must be "train"', (state) => ({ ...state, mode: "eval" })],
    ["state.params[2].shape must be [17]", (state) => withParam(state, { shape: [16] })],
    ["state.params[2].name must be null", (state) => withParam(state, { name: "weight" })],
    ["state.maximize must be false", (state) => ({ ...state, maximize: true })],
    ['unknown field "state.momentum" of ', (state) => ({ ...state, momentum: 1 })],
    ["state.groups must be 2 entries", (state) => ({ ...state, groups: state.groups.slice(1) })],
    ["state.groups[1].params must be 1", (state) => withGroup(state, { params: 2 })],
    ["state.groups[1].lr must be a value, or null", (state) => withGroup(state, { lr: undefined })],
    ["state.groups[1].initialLr must be a finite number", (state) => withGroup(state, { initialLr: "0.1" })],
    ["state.groups[1].lr must be a finite number", (state) => withGroup(state, { lr: Number.NaN })],
    ["state.groups[1].betas[0] must be", (state) => withGroup(state, { betas: [1, 0.9] })],
    ["state.groups[1].eps must be", (state) => withGroup(state, { eps: undefined })],
    ["state.params must be 3 entries", (state) => ({ ...state, params: [...state.params, state.params[0]] })],
    ["state.params[2].step must be at most", (state) => withParam(state, { step: state.step + 1 })],
    ["state.params[2].step must be a whole number", (state) => withParam(state, { step: 0.5 })],
    [
      "state.params[2].slots.expAvg must be a Float32Array of 17",
      (state) => withSlot(state, { expAvg: new Float32Array(16) }),
    ],
    [
      "state.params[2].slots.expAvgSq must be a Float32Array of 17",
      (state) => withSlot(state, { expAvgSq: new Float64Array(17) }),
    ],
    [
      "state.params[2].slots.expAvgSq[4] must be at least 0",
      (state) => withSlot(state, { expAvgSq: new Float32Array(17).fill(-1, 4) }),
    ],
    [
      'unknown field "state.params[2].slots.maxExpAvgSq"',
      (state) => withSlot(state, { maxExpAvgSq: new Float32Array(17) }),
    ],
  ])("is refused: %s", (message, spoil) => {
    const optimizer = create({ lr: 0.2 });
    optimizer.step({ grads: gradient(0) });
    const before = optimizer.stateDict();
    // Everything else in it differs from the optimizer's, so a partial load would show.
    const other = create({ lr: 0.3, betas: [0.1, 0.2] });
    for (let t = 0; t < 3; t++) other.step({ grads: gradient(t + 5) });
    const spoilt = spoil(other.stateDict()) as OptimizerState;
    expect(() => optimizer.loadStateDict(spoilt)).toThrow(InvalidArgumentError);
    expect(() => optimizer.loadStateDict(spoilt)).toThrow(message);
    expect(optimizer.stateDict()).toEqual(before);
  });
});

const withGroup = (state: OptimizerState, fields: object) => ({
  ...state,
  groups: [state.groups[0], { ...state.groups[1], ...fields }],
});

const withParam = (state: OptimizerState, fields: object) => ({
  ...state,
  params: [...state.params.slice(0, 2), { ...state.params[2], ...fields }],
});

const withSlot = (state: OptimizerState, slots: object) =>
  withParam(state, { slots: { ...state.params[2]?.slots, ...slots } });
