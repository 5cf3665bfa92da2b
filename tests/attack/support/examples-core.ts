/** Calls of @anneal/core that work. */
import * as core from "@anneal/core";
import type { Example, Examples } from "./attack.js";

const cosine = core.cosine({ peak: 0.1, totalSteps: 100 });
const peak = 0.1;
const curve = { rates: [1e-3, 1e-2, 0.1, 1, 10], losses: [3, 2, 1, 2, 30] };
const run = core.describeRun({ globalBatchSize: 32, datasetSize: 1000, total: core.epochs(3) });
const logged = () => [0, 2, 3, 50, 120].map((step) => ({ step, value: cosine(step) }));
const recipe = core.recipes[0] as (typeof core.recipes)[number];

/** A call of a function with these arguments. */
export const of =
  (call: (...args: never[]) => unknown, ...args: unknown[]) =>
  (): Example => ({ call, args });
const withOptions = (call: (...args: never[]) => unknown, options: Record<string, unknown>) =>
  of(call, options);
/** A method of an object that is made anew. */
export const method =
  <Owner>(
    make: () => Owner,
    call: (owner: Owner, ...args: never[]) => unknown,
    args: (owner: Owner) => readonly unknown[],
    state?: (owner: Owner) => unknown,
  ) =>
  (): Example => {
    const owner = make();
    const example = { call: (...given: never[]) => call(owner, ...given), args: args(owner) };
    return state === undefined ? example : { ...example, state: () => state(owner) };
  };

const adamW = (memory: "resident" | "caller") => () =>
  new core.AdamW(
    [{ params: [Float32Array.of(1, 2)] }, { params: [Float32Array.of(3), Float32Array.of(4)] }],
    {
      lr: cosine,
      memory,
    },
  );
const adamState = (optimizer: core.AdamW) => [optimizer.stateDict(), optimizer.params, optimizer.stepCount];
const gradients = () => [Float32Array.of(1, 2), null, Float32Array.of(3)];
const stepOptions = () => ({ grads: gradients(), skip: [1], gradScale: 2, foundInf: false });

export const groupsOf = () => ({
  paramGroups: [
    { lr: 0.1, weightDecay: 0.1 },
    { lr: 0.2, weightDecay: 0.1 },
  ],
  stepCount: 0,
});
export const schedulerOptions = () => ({ counter: "calls", initialLr: [0.1, 0.2], lastEpoch: 3 });
const scheduler = () =>
  new core.LRScheduler(
    groupsOf(),
    { lr: [cosine, cosine], weightDecay: cosine },
    { relative: true, counter: "calls" },
  );
const schedulerState = (owner: core.LRScheduler) => [owner.stateDict(), owner.optimizer];

export const coreExamples: Examples = {
  branchDecay: withOptions(core.branchDecay, { schedule: cosine, at: 10, decaySteps: 5, decay: "linear" }),
  clamp: withOptions(core.clamp, { schedule: cosine, minimum: 0, maximum: 1 }),
  join: withOptions(core.join, { schedules: [cosine, 0.5], boundaries: [10], labels: ["one", "two"] }),
  product: withOptions(core.product, { schedules: [cosine, 0.5] }),
  scale: withOptions(core.scale, { schedule: cosine, factor: 2 }),
  shift: withOptions(core.shift, { schedule: cosine, steps: 2 }),
  stretch: withOptions(core.stretch, { schedule: cosine, factor: 2.5 }),
  sum: withOptions(core.sum, { schedules: [cosine, 0.5] }),
  constant: withOptions(core.constant, { value: 1 }),
  cosine: withOptions(core.cosine, { peak, totalSteps: 9, end: 0.1, halfCycles: 1, afterEnd: "hold" }),
  cosineRestarts: withOptions(core.cosineRestarts, {
    peak,
    firstCycleSteps: 3,
    cycleMultiplier: 2,
    peakDecay: 0.5,
  }),
  restarts: withOptions(core.restarts, {
    peak,
    firstCycleSteps: 3,
    decay: "polynomial",
    power: 2,
    timeExponent: 1.5,
    cycles: 2,
  }),
  cyclic: withOptions(core.cyclic, { low: 0.1, peak: 1, upSteps: 3, downSteps: 4 }),
  exponential: withOptions(core.exponential, { peak, gamma: 0.9, every: 2, staircase: true, minimum: 0.01 }),
  extend: withOptions(core.extend, { schedule: cosine, totalSteps: 200, at: 50 }),
  inverseSqrt: withOptions(core.inverseSqrt, { peak, warmupSteps: 3, timescale: 3 }),
  noam: withOptions(core.noam, { modelSize: 512, warmupSteps: 100, factor: 2 }),
  linear: withOptions(core.linear, { start: 1, end: 0.1, totalSteps: 9 }),
  oneCycle: withOptions(core.oneCycle, { peak, totalSteps: 9, startDivisor: 5, endDivisor: 10 }),
  piecewiseConstant: withOptions(core.piecewiseConstant, { boundaries: [3, 6], values: [1, 2, 3] }),
  piecewiseInterpolated: withOptions(core.piecewiseInterpolated, {
    points: [
      [0, 1],
      [5, 0.1],
    ],
    interpolation: "geometric",
  }),
  polynomial: withOptions(core.polynomial, { peak, totalSteps: 9, power: 2 }),
  multiStep: withOptions(core.multiStep, { peak, milestones: [3, 6], gamma: 0.5 }),
  "multiStep of a typed array": withOptions(core.multiStep, {
    peak,
    milestones: Int32Array.of(3, 6),
    gamma: 0.5,
  }),
  stepDecay: withOptions(core.stepDecay, { peak, every: 3, gamma: 0.5 }),
  warmup: withOptions(core.warmup, { schedule: cosine, warmupSteps: 3, warmupFromRatio: 0.1 }),
  warmupConstant: withOptions(core.warmupConstant, { peak, warmupSteps: 3 }),
  warmupCosine: withOptions(core.warmupCosine, { peak, warmupSteps: 3, totalSteps: 9, end: 0.01 }),
  warmupExponential: withOptions(core.warmupExponential, { peak, warmupSteps: 3, totalSteps: 9, end: 0.01 }),
  warmupLinear: withOptions(core.warmupLinear, { peak, warmupSteps: 3, totalSteps: 9 }),
  warmupPolynomial: withOptions(core.warmupPolynomial, { peak, warmupSteps: 3, totalSteps: 9, power: 2 }),
  warmupStableDecay: withOptions(core.warmupStableDecay, {
    peak,
    warmupSteps: 3,
    stableSteps: 5,
    decaySteps: 4,
  }),
  schedule: of(cosine, 3),
  describe: of(core.describe, "value"),
  sample: of(core.sample, cosine, { start: 1, count: 5, stride: 2, dtype: "float64" }),
  "sample of steps": of(core.sample, cosine, { steps: [1, 2], out: new Float32Array(2) }),
  groupedSchedule: withOptions(core.groupedSchedule, { schedule: cosine, baseRates: [1, 2] }),
  "groupedSchedule.rates": method(
    () => core.groupedSchedule({ schedule: cosine, baseRates: [1, 2] }),
    (owner, step: never, into: never) => owner.rates(step, into),
    () => [3, new Float64Array(2)],
  ),
  layerwiseDecay: withOptions(core.layerwiseDecay, { layers: 3, decay: 0.5 }),
  recipe: of(core.recipe as never, recipe.name, { size: recipe.sizes[0] }),
  fromJSON: of(core.fromJSON, JSON.parse(JSON.stringify(cosine))),
  "fromJSON of text": of(core.fromJSON, JSON.stringify(cosine)),
  scheduleFromTree: of(core.scheduleFromTree, JSON.parse(JSON.stringify(cosine.node))),
  "scheduleFromTree of a join": of(core.scheduleFromTree, {
    kind: "join",
    boundaries: [3],
    children: [
      { kind: "stairs", boundaries: [1], values: [1, 2] },
      { kind: "table", values: [1, 2] },
    ],
    labels: ["a", "b"],
  }),
  normalize: of(core.normalize, {
    kind: "ramp",
    start: 0,
    end: 4,
    from: 1,
    to: 0,
    easing: { kind: "cosine" },
  }),
  restsAt: of(core.restsAt, cosine.node),
  isSchedule: of(core.isSchedule, cosine),
  linearBatchRamp: withOptions(core.linearBatchRamp, {
    from: 8,
    to: 32,
    over: core.samples(900),
    increments: 3,
  }),
  epochs: of(core.epochs, 3),
  fraction: of(core.fraction, 0.5),
  samples: of(core.samples, 3),
  steps: of(core.steps, 3),
  tokens: of(core.tokens, 3),
  describeRun: withOptions(core.describeRun, {
    batchSize: 8,
    accumulation: 2,
    worldSize: 2,
    datasetSize: 1000,
    dropLast: true,
    total: core.epochs(3),
  }),
  "run.resolve": of(run.resolve.bind(run) as never, {
    totalSteps: core.epochs(2),
    list: [core.fraction(0.5), 3],
  }),
  scaleRate: withOptions(core.scaleRate, {
    rate: 0.1,
    batchSize: 64,
    referenceBatchSize: 32,
    rule: "linear",
  }),
  identify: of(core.identify, logged(), { digits: 4 }),
  identifyNearest: of(core.identifyNearest, logged(), { digits: 4 }),
  lint: of(core.lint, cosine, { totalSteps: 100, optimizer: "adamw", accumulation: 1, accept: [] }),
  analyzeRangeTest: of(core.analyzeRangeTest, curve, {
    smoothing: 0.1,
    divergence: 4,
    skipStart: 0,
    skipEnd: 0,
  }),
  rangeTestRates: of(core.rangeTestRates, { start: 1e-3, end: 1, steps: 10, range: "linear" }),
  findLearningRate: withOptions(core.findLearningRate, {
    trainStep: (rate: number) => 1 / rate,
    save: () => 1,
    restore: () => {},
    onProgress: () => {},
    signal: { aborted: false },
    steps: 5,
  }),
  suggestedRate: of(core.suggestedRate, core.analyzeRangeTest(curve, { skipStart: 0, skipEnd: 0 })),
  Greedy: of((options: never) => new core.Greedy(options), { factor: 0.9, patience: 2 }),
  ReduceOnPlateau: of((options: never) => new core.ReduceOnPlateau(options), {
    factor: 0.5,
    patience: 1,
    cooldown: 1,
  }),
  "ReduceOnPlateau.step": method(
    () => new core.ReduceOnPlateau(),
    (owner, metric: never, step: never) => owner.step(metric, step),
    () => [1, 3],
    (owner) => owner.stateDict(),
  ),
  "ReduceOnPlateau.apply": method(
    () => new core.ReduceOnPlateau(),
    (owner, base: never) => owner.apply(base)(1),
    () => [cosine],
  ),
  "ReduceOnPlateau.schedule": method(
    () => new core.ReduceOnPlateau(),
    (owner, base: never) => owner.schedule(base),
    () => [cosine],
  ),
  "ReduceOnPlateau.fromStateDict": of(
    (record: never) => core.ReduceOnPlateau.fromStateDict(record),
    new core.ReduceOnPlateau().stateDict(),
  ),
  "Greedy.fromStateDict": of(
    (record: never) => core.Greedy.fromStateDict(record),
    new core.Greedy().stateDict(),
  ),
  Adam: of((params: never, options: never) => new core.Adam(params, options), [3, Float32Array.of(1)], {
    lr: 1e-3,
    betas: [0.9, 0.99],
    eps: 1e-8,
    weightDecay: 0.1,
    amsgrad: true,
  }),
  AdamW: of(
    (params: never, options: never) => new core.AdamW(params, options),
    [
      { params: [3], lr: 0.1, betas: [0.9, 0.99] },
      { params: [Float32Array.of(1)], weightDecay: 0 },
    ],
    { lr: cosine, maximize: true, nonFinite: "skip" },
  ),
  "AdamW.step, resident": method(
    adamW("resident"),
    (owner, options: never) => owner.step(options),
    () => [stepOptions()],
    adamState,
  ),
  "AdamW.step, caller": method(
    adamW("caller"),
    (owner, options: never) => owner.step(options),
    () => [stepOptions()],
    adamState,
  ),
  "AdamW.clipGradNorm": method(
    adamW("resident"),
    (owner, norm: never, options: never) => owner.clipGradNorm(norm, options),
    () => [1, { grads: gradients(), skip: [1] }],
    (owner) => [adamState(owner), owner.grads],
  ),
  "AdamW.loadStateDict": method(
    adamW("resident"),
    (owner, state: never) => owner.loadStateDict(state),
    (owner) => {
      owner.step();
      return [owner.stateDict()];
    },
    adamState,
  ),
  "AdamW.groups": method(
    adamW("caller"),
    ({ groups: [group] }, lr: never, betas: never, eps: never, weightDecay: never) =>
      Object.assign(group as core.ParameterGroup, { lr, betas, eps, weightDecay }),
    () => [0.2, [0.5, 0.6], 1e-3, 0.1],
  ),
  clipGradNorm: of(core.clipGradNorm, [Float32Array.of(1, 2), null], 1),
  LRScheduler: () => ({
    call: (optimizer: never, curves: never, options: never) =>
      new core.LRScheduler(optimizer, curves, options),
    args: [groupsOf(), { lr: [cosine, cosine] }, { ...schedulerOptions(), relative: true }],
  }),
  "LRScheduler.step": method(
    scheduler,
    (owner, report: never) => owner.step(report),
    () => [{ stepped: true, skipped: null }],
    schedulerState,
  ),
  "LRScheduler.moveTo": method(
    scheduler,
    (owner, step: never) => owner.moveTo(step),
    () => [5],
    schedulerState,
  ),
  "LRScheduler.addGroup": method(
    scheduler,
    (owner, curves: never) => owner.addGroup(curves),
    (owner) => {
      (owner.optimizer as unknown as { paramGroups: object[] }).paramGroups.push({
        lr: 0.1,
        weightDecay: 0.1,
      });
      return [{ lr: cosine }];
    },
  ),
  "LRScheduler.loadStateDict": method(
    scheduler,
    (owner, state: never, options: never) => owner.loadStateDict(state, options),
    (owner) => [JSON.parse(JSON.stringify(owner.stateDict())), { policy: "checkpoint" }],
    schedulerState,
  ),
};
