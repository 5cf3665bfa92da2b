/** The curves that are tried, from the simplest on: lengths that are searched, and rates that follow from them. */
import { cosine } from "../constructors/cosine.js";
import { cosineRestarts } from "../constructors/cosine-restarts.js";
import { cyclic } from "../constructors/cyclic.js";
import { linear } from "../constructors/linear.js";
import { noam } from "../constructors/noam.js";
import { oneCycle } from "../constructors/one-cycle.js";
import { polynomial } from "../constructors/polynomial.js";
import { inverseSqrt } from "../constructors/power-law.js";
import type { WarmupRule } from "../constructors/warm-up.js";
import {
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupPolynomial,
} from "../constructors/warm-up-decay.js";
import { type DecayShape, warmupStableDecay } from "../constructors/warm-up-stable-decay.js";
import type { Schedule } from "../schedule/schedule.js";
import type { Landmarks } from "./landmarks.js";
import {
  decayed,
  fallingPower,
  halfCosine,
  inverseRoot,
  line,
  restarting,
  rising,
  root,
  triangular,
  type Way,
  type Weighted,
  warmupShare,
} from "./shapes.js";

export interface CurveRates {
  readonly peak: number;
  readonly from: number;
  readonly end: number;
}

export type Options = Readonly<Record<string, number | string>>;

export interface Family {
  /** The constructor's name. */
  readonly name: string;
  /** The lengths, in steps, in the order of `build`. */
  readonly counts: readonly string[];
  /** What the constructor calls the rates; a rate that it does not have is left out. */
  readonly rates: Readonly<Partial<Record<keyof CurveRates, string>>>;
  /** Options that are not numbers to be found. */
  readonly fixed: Options;
  starts(landmarks: Landmarks): readonly (readonly number[])[];
  isValid(counts: readonly number[]): boolean;
  /** What the rates count for at a step; `build` gives the same curve. */
  at(step: number, counts: readonly number[]): Weighted;
  build(options: Options): Schedule;
}

const positive = (counts: readonly number[]) => counts.every((count) => count >= 1);
const ascending = (counts: readonly number[]) =>
  counts.every((count, i) => count >= 0 && (i === 0 || count > (counts[i - 1] as number)));

const RULES: readonly WarmupRule[] = ["t/W", "(t+1)/W", "(t+1)/(W+1)"];
const POWERS = [2, 0.5, 3, 1.5, 4];
const WITH_START = { peak: "peak", from: "warmupFrom", end: "end" } as const;

const make = (create: (options: never) => Schedule) => (options: Options) => create(options as never);

/** A family for each rule of the warm-up; the usual one adds nothing to the options. */
function forRules(family: (fixed: Options, rule: WarmupRule) => Family): Family[] {
  return RULES.map((rule) => family(rule === "t/W" ? {} : { warmupRule: rule }, rule));
}

/** A warm-up, and something else from its end on. */
const warmed =
  (rule: WarmupRule, after: (step: number, counts: readonly number[]) => Weighted): Family["at"] =>
  (step, counts) => {
    const [steps = 0] = counts;
    return step < steps ? rising(warmupShare(rule, step, steps)) : after(step, counts);
  };

const decayFrom0 = (
  name: string,
  way: Way,
  build: Family["build"],
  fixed: Options = {},
  peak = "peak",
): Family => ({
  name,
  counts: ["totalSteps"],
  rates: { peak, end: "end" },
  fixed,
  starts: ({ ends }) => ends.map((end) => [end]),
  isValid: positive,
  at: (step, [end = 1]) => decayed(way, step, 0, end),
  build,
});

const warmupDecay = (name: string, way: Way, build: Family["build"], fixed: Options = {}): Family[] =>
  forRules((written, rule) => ({
    name,
    counts: ["warmupSteps", "totalSteps"],
    rates: WITH_START,
    fixed: { ...fixed, ...written },
    starts: ({ peaks, ends }) => peaks.flatMap((peak) => ends.map((end) => [peak, end])),
    isValid: (counts) => positive(counts) && ascending(counts),
    at: warmed(rule, (step, [warmup = 0, end = 1]) => decayed(way, step, warmup, end)),
    build,
  }));

const SHAPES: readonly (readonly [DecayShape, Way])[] = [
  ["linear", line],
  ["cosine", halfCosine],
  ["1-sqrt", root],
];

const stableDecay = (shape: DecayShape, way: Way, written: Options, rule: WarmupRule): Family => ({
  name: "warmupStableDecay",
  counts: ["warmupSteps", "decayStart", "totalSteps"],
  rates: WITH_START,
  fixed: { ...(shape === "linear" ? {} : { decay: shape }), ...written },
  starts: ({ peaks, declines, ends }) =>
    peaks.flatMap((peak) => declines.flatMap((decline) => ends.map((end) => [peak, decline, end]))),
  isValid: ([warmup = 0, start = 0, end = 0]) => warmup >= 0 && start >= warmup && end > start,
  at: warmed(rule, (step, [, start = 0, end = 1]) => decayed(way, step, start, end)),
  // The constructor takes the length of the decay, not where it starts.
  build: ({ decayStart, ...options }) =>
    warmupStableDecay({ ...options, decaySteps: Number(options.totalSteps) - Number(decayStart) } as never),
});

/** From the simplest on; those in one list are the same constructor with another rule of the warm-up. */
export const families: readonly (readonly Family[])[] = [
  [decayFrom0("linear", line, make(linear), {}, "start")],
  [decayFrom0("cosine", halfCosine, make(cosine))],
  ...POWERS.map((power) => [decayFrom0("polynomial", fallingPower(power), make(polynomial), { power })]),
  forRules((fixed, rule) => ({
    name: "warmupConstant",
    counts: ["warmupSteps"],
    rates: { peak: "peak", from: "warmupFrom" },
    fixed,
    starts: ({ peaks }) => peaks.map((peak) => [peak]),
    isValid: positive,
    at: warmed(rule, () => [1, 0, 0]),
    build: make(warmupConstant),
  })),
  warmupDecay("warmupLinear", line, make(warmupLinear)),
  warmupDecay("warmupCosine", halfCosine, make(warmupCosine)),
  forRules((fixed, rule) => ({
    name: "inverseSqrt",
    counts: ["warmupSteps"],
    rates: { peak: "peak", from: "warmupFrom" },
    fixed,
    starts: ({ peaks }) => peaks.map((peak) => [peak]),
    isValid: positive,
    at: warmed(rule, (step, [warmup = 1]) => inverseRoot(step / warmup)),
    build: make(inverseSqrt),
  })),
  [
    {
      name: "noam",
      counts: ["warmupSteps"],
      rates: { peak: "factor" },
      fixed: { modelSize: 1 },
      starts: ({ peaks }) => peaks.map((peak) => [peak]),
      isValid: positive,
      at: (step, [warmup = 1]) => [Math.min((step + 1) ** -0.5, (step + 1) * warmup ** -1.5), 0, 0],
      build: make(noam),
    },
  ],
  [
    {
      name: "inverseSqrt",
      counts: ["timescale"],
      rates: { peak: "peak" },
      fixed: { warmupSteps: 0 },
      starts: ({ ends }) =>
        ends.flatMap((end) => [
          [end],
          [Math.max(1, Math.round(end / 10))],
          [Math.max(1, Math.round(end / 100))],
        ]),
      isValid: positive,
      at: (step, [timescale = 1]) => inverseRoot(1 + step / timescale),
      build: make(inverseSqrt),
    },
  ],
  ...POWERS.map((power) =>
    warmupDecay("warmupPolynomial", fallingPower(power), make(warmupPolynomial), { power }),
  ),
  ...SHAPES.map(([shape, way]) => forRules((fixed, rule) => stableDecay(shape, way, fixed, rule))),
  [
    {
      name: "oneCycle",
      counts: ["upSteps", "totalSteps"],
      rates: { peak: "peak", from: "start", end: "end" },
      fixed: {},
      starts: ({ peaks, ends }) => peaks.flatMap((peak) => ends.map((end) => [peak, end])),
      isValid: (counts) => positive(counts) && ascending(counts),
      at: (step, [up = 1, end = 2]) =>
        step < up ? rising(halfCosine(step / up)) : decayed(halfCosine, step, up, end),
      build: make(oneCycle),
    },
  ],
  ...[1, 2, 3, 1.5].map((multiplier): Family[] => [
    {
      name: "cosineRestarts",
      counts: ["firstCycleSteps"],
      rates: { peak: "peak", end: "end" },
      fixed: multiplier === 1 ? {} : { cycleMultiplier: multiplier },
      starts: ({ restarts }) => restarts.map((restart) => [restart]),
      isValid: positive,
      at: (step, [length = 1]) => restarting(halfCosine, step, length, multiplier),
      build: make(cosineRestarts),
    },
  ]),
  [
    {
      name: "cyclic",
      counts: ["upSteps"],
      rates: { peak: "peak", from: "low" },
      fixed: {},
      starts: ({ tops }) => tops.map((top) => [top]),
      isValid: positive,
      at: (step, [up = 1]) => triangular(step, up, up),
      build: make(cyclic),
    },
  ],
  [
    {
      name: "cyclic",
      counts: ["upSteps", "downSteps"],
      rates: { peak: "peak", from: "low" },
      fixed: {},
      starts: ({ tops, valleys }) =>
        thinnedTo(24, tops).flatMap((top) => valleys.map((valley) => [top, Math.max(1, valley - top)])),
      isValid: positive,
      at: (step, [up = 1, down = 1]) => triangular(step, up, down),
      build: make(cyclic),
    },
  ],
];

function thinnedTo(most: number, places: readonly number[]): number[] {
  const stride = Math.max(1, Math.ceil(places.length / most));
  return places.filter((_, i) => i % stride === 0);
}
