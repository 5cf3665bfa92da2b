/** Calls of every constructor that between them use every option, and what kind of value each option takes. */
import * as core from "../../src/index.js";

export type Options = Readonly<Record<string, unknown>>;
export type Constructor = (options: Options) => core.Schedule;

export interface Example {
  /** One or more ways to call it that between them use every option. */
  readonly calls: readonly Options[];
  /** Options that are rates: finite and at least 0. */
  readonly rates?: readonly string[];
  /** Options that are counts of steps: whole numbers. */
  readonly counts?: readonly string[];
  /** Options that are above 0. */
  readonly positive?: readonly string[];
  /** Options that are one of a few strings. */
  readonly choices?: readonly string[];
  /** Options that are true or false. */
  readonly flags?: readonly string[];
  /** Options that are schedules, lists, or take any finite number: tested on their own. */
  readonly others?: readonly string[];
}

const lr = core.linear({ start: 1, end: 0, totalSteps: 10 });
const warm = { warmupSteps: 10, warmupFrom: 0.01, warmupRule: "(t+1)/W", warmupPower: 2 };
const warmRatio = { warmupSteps: 10, warmupFromRatio: 0.01 };
const warmRates = ["warmupFrom", "warmupFromRatio"];
const decay = { peak: 0.1, totalSteps: 100, end: 0.001, afterEnd: "hold" };
const decayRatio = { peak: 0.1, totalSteps: 100, endRatio: 0.1 };
const decayRates = ["peak", "end", "endRatio"];

export const examples: Readonly<Record<string, Example>> = {
  constant: { calls: [{ value: 0.1 }], rates: ["value"] },
  linear: {
    calls: [{ start: 0.1, end: 0.01, totalSteps: 100, afterEnd: "continue" }],
    rates: ["start", "end"],
    counts: ["totalSteps"],
    choices: ["afterEnd"],
  },
  cosine: {
    calls: [{ ...decay, halfCycles: 3, exponent: 2, timeExponent: 1.5, tailSteps: 10 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps", "tailSteps"],
    positive: ["halfCycles", "exponent", "timeExponent"],
    choices: ["afterEnd"],
  },
  polynomial: {
    calls: [{ ...decay, power: 2, timeExponent: 1.5 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps"],
    positive: ["power", "timeExponent"],
    choices: ["afterEnd"],
  },
  exponential: {
    calls: [
      { peak: 0.1, gamma: 0.9, every: 10, staircase: true, minimum: 0.001 },
      { peak: 0.1, rate: 0.01 },
      { start: 1e-7, end: 10, totalSteps: 100, afterEnd: "hold" },
    ],
    rates: ["peak", "rate", "start", "end", "minimum"],
    counts: ["every", "totalSteps"],
    positive: ["gamma"],
    choices: ["afterEnd"],
    flags: ["staircase"],
  },
  stepDecay: {
    calls: [{ peak: 0.1, gamma: 0.5, every: 30 }],
    rates: ["peak"],
    counts: ["every"],
    positive: ["gamma"],
  },
  multiStep: {
    calls: [{ peak: 0.1, gamma: 0.1, milestones: [30, 60] }],
    rates: ["peak"],
    positive: ["gamma"],
    others: ["milestones"],
  },
  piecewiseConstant: { calls: [{ boundaries: [10], values: [1, 2] }], others: ["boundaries", "values"] },
  piecewiseInterpolated: {
    calls: [
      {
        points: [
          [0, 1],
          [10, 2],
        ],
        interpolation: "cosine",
      },
    ],
    choices: ["interpolation"],
    others: ["points"],
  },
  inverseSqrt: {
    calls: [
      { peak: 0.1, end: 0.001, timescale: 50, ...warm },
      { peak: 0.1, ...warmRatio },
    ],
    rates: ["peak", "end", ...warmRates],
    counts: ["warmupSteps"],
    positive: ["warmupPower", "timescale"],
    choices: ["warmupRule"],
  },
  powerLaw: {
    calls: [
      { peak: 0.1, end: 0.001, exponent: 0.7, timescale: 50, ...warm },
      { peak: 0.1, ...warmRatio },
    ],
    rates: ["peak", "end", "exponent", ...warmRates],
    counts: ["warmupSteps"],
    positive: ["timescale", "warmupPower"],
    choices: ["warmupRule"],
  },
  powerCool: {
    calls: [
      { peak: 0.1, totalSteps: 100, decaySteps: 20, exponent: 1.5, ...warm },
      { peak: 0.1, totalSteps: 100, coefficient: 0.01, ...warmRatio },
    ],
    rates: ["peak", ...warmRates],
    counts: ["totalSteps", "decaySteps", "warmupSteps"],
    positive: ["coefficient", "exponent", "warmupPower"],
    choices: ["warmupRule"],
  },
  rex: {
    calls: [{ ...decay, curvature: 9 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps"],
    choices: ["afterEnd"],
    others: ["curvature"],
  },
  tanh: {
    calls: [{ ...decay, lower: -5, upper: 2 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps"],
    choices: ["afterEnd"],
    others: ["lower", "upper"],
  },
  hyperbolic: {
    calls: [
      { peak: 0.1, end: 0.001, totalSteps: 100, longestTotalSteps: 200 },
      { peak: 0.1, endRatio: 0.1, totalSteps: 100, longestTotalSteps: 100 },
    ],
    rates: decayRates,
    counts: ["totalSteps", "longestTotalSteps"],
  },
  linearCosine: {
    calls: [
      { peak: 0.1, end: 0.001, totalSteps: 100, halfCycles: 7 },
      { peak: 0.1, endRatio: 0.1, totalSteps: 100 },
    ],
    rates: decayRates,
    counts: ["totalSteps"],
    positive: ["halfCycles"],
  },
  jaggedRestarts: {
    calls: [{ schedule: lr, every: 4, warmupSteps: 2, annealSteps: 1 }],
    counts: ["every", "warmupSteps", "annealSteps"],
    others: ["schedule"],
  },
  warmupStableDecayCycles: {
    calls: [
      { peak: 0.1, end: 0.001, ...warm, checkpoints: [50, 100], decaySteps: 10, decay: "linear" },
      { peak: 0.1, endRatio: 0.1, ...warmRatio, checkpoints: [50, 100], decayFraction: 0.2 },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["decaySteps", "warmupSteps"],
    positive: ["decayFraction", "warmupPower"],
    choices: ["decay", "warmupRule"],
    others: ["checkpoints"],
  },
  restarts: {
    calls: [
      {
        peak: 0.1,
        end: 0.001,
        firstCycleSteps: 10,
        cycleMultiplier: 2,
        peakDecay: 0.9,
        decayOf: "peak",
        cycles: 3,
      },
      { peak: 0.1, endRatio: 0.1, firstCycleSteps: 10, decay: "polynomial", power: 2, timeExponent: 1.5 },
      { peak: 0.1, firstCycleSteps: 10, decay: "tanh", lower: -5, upper: 2 },
    ],
    rates: [...decayRates, "peakDecay"],
    counts: ["firstCycleSteps", "cycles"],
    positive: ["cycleMultiplier", "timeExponent"],
    choices: ["decayOf", "decay"],
    others: ["power", "lower", "upper"],
  },
  stretch: {
    calls: [{ schedule: lr, factor: 2.5 }],
    positive: ["factor"],
    others: ["schedule"],
  },
  noam: {
    calls: [{ modelSize: 512, warmupSteps: 4000, factor: 2 }],
    rates: ["factor"],
    counts: ["modelSize", "warmupSteps"],
  },
  cosineRestarts: {
    calls: [
      {
        peak: 0.1,
        end: 0.01,
        firstCycleSteps: 10,
        cycleMultiplier: 1.5,
        peakDecay: 0.9,
        decayOf: "amplitude",
        cycles: 3,
      },
      { peak: 0.1, endRatio: 0.1, firstCycleSteps: 10 },
    ],
    rates: ["peak", "end", "endRatio", "peakDecay"],
    counts: ["firstCycleSteps", "cycles"],
    positive: ["cycleMultiplier"],
    choices: ["decayOf"],
  },
  oneCycle: {
    calls: [
      {
        peak: 0.1,
        totalSteps: 100,
        startDivisor: 25,
        endDivisor: 1e4,
        warmupFraction: 0.2,
        annealing: "linear",
      },
      { peak: 0.1, totalSteps: 100, start: 0.01, end: 0, upSteps: 30, downSteps: 40, phases: 3 },
      { peak: 0.1, totalSteps: 100, endRatio: 0.01 },
    ],
    rates: ["peak", "start", "end", "endRatio", "warmupFraction"],
    counts: ["totalSteps", "upSteps", "downSteps"],
    positive: ["startDivisor", "endDivisor"],
    choices: ["annealing"],
    others: ["phases"],
  },
  cyclic: {
    calls: [{ low: 0.01, peak: 0.1, upSteps: 10, downSteps: 20, mode: "exponential-range", gamma: 0.99 }],
    rates: ["low", "peak"],
    counts: ["upSteps", "downSteps"],
    positive: ["gamma"],
    choices: ["mode"],
  },
  warmup: {
    calls: [
      { schedule: lr, ...warm },
      { schedule: 0.1, ...warmRatio },
    ],
    rates: warmRates,
    counts: ["warmupSteps"],
    positive: ["warmupPower"],
    choices: ["warmupRule"],
    others: ["schedule"],
  },
  warmupConstant: {
    calls: [
      { peak: 0.1, ...warm },
      { peak: 0.1, ...warmRatio },
    ],
    rates: ["peak", ...warmRates],
    counts: ["warmupSteps"],
    positive: ["warmupPower"],
    choices: ["warmupRule"],
  },
  warmupLinear: {
    calls: [
      { ...decay, ...warm },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    positive: ["warmupPower"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupCosine: {
    calls: [
      { ...decay, ...warm, halfCycles: 3, exponent: 2, timeExponent: 1.5, tailSteps: 10 },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps", "tailSteps"],
    positive: ["warmupPower", "halfCycles", "exponent", "timeExponent"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupPolynomial: {
    calls: [
      { ...decay, ...warm, power: 2, timeExponent: 1.5 },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    positive: ["warmupPower", "power", "timeExponent"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupExponential: {
    calls: [
      { ...decay, ...warm },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    positive: ["warmupPower"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupStableDecay: {
    calls: [
      { ...decay, ...warm, decaySteps: 20, decay: "1-sqrt" },
      { peak: 0.1, endRatio: 0.1, ...warmRatio, stableSteps: 50, decaySteps: 20, decay: "half-life" },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "stableSteps", "decaySteps", "warmupSteps"],
    positive: ["warmupPower"],
    choices: ["afterEnd", "decay", "warmupRule"],
  },
  join: {
    calls: [{ schedules: [lr, 0.5], boundaries: [10], rebase: false, side: "left", labels: ["a", "b"] }],
    choices: ["side"],
    flags: ["rebase"],
    others: ["schedules", "boundaries", "labels"],
  },
  product: { calls: [{ schedules: [lr, 0.5] }], others: ["schedules"] },
  sum: { calls: [{ schedules: [lr, 0.5] }], others: ["schedules"] },
  clamp: {
    calls: [{ schedule: lr, minimum: 0.2, maximum: 0.8 }],
    others: ["schedule", "minimum", "maximum"],
  },
  scale: { calls: [{ schedule: lr, factor: 0.5 }], others: ["schedule", "factor"] },
  shift: { calls: [{ schedule: lr, steps: -5 }], others: ["schedule", "steps"] },
  extend: {
    calls: [{ schedule: lr, totalSteps: 20, at: 5, rest: "cosine" }],
    counts: ["totalSteps", "at"],
    choices: ["rest"],
    others: ["schedule"],
  },
  branchDecay: {
    calls: [
      { schedule: 0.1, at: 10, decaySteps: 20, decay: "linear", end: 0.01 },
      { schedule: 0.1, at: 10, decaySteps: 20, endRatio: 0.1 },
    ],
    rates: ["end", "endRatio"],
    counts: ["at", "decaySteps"],
    choices: ["decay"],
    others: ["schedule"],
  },
};
