/** Curves with cycles. */
import { cosineRestarts } from "../../constructors/cosine-restarts.js";
import { cyclic } from "../../constructors/cyclic.js";
import { oneCycle } from "../../constructors/one-cycle.js";
import { restarts } from "../../constructors/restarts.js";
import { power } from "../../math/power.js";
import { ascending, combined, type Family, make, type Options, positive } from "../family.js";
import type { Landmarks } from "../landmarks.js";
import {
  cycleAt,
  decayed,
  halfCosine,
  line,
  rising,
  triangle,
  type Progress,
  type Weighted,
} from "../shapes.js";
import { type DecayShape, POWER, POWER_AND_TIME, TANH, TIME_EXPONENT } from "./decay-shapes.js";

function thinnedTo(most: number, places: readonly number[]): number[] {
  const stride = Math.max(1, Math.ceil(places.length / most));
  return places.filter((_, i) => i % stride === 0);
}

/** A decay in each cycle, from 1 to 0; `height` is the height of the cycle. */
type Height = (share: number, decay: number) => Weighted;
const ofPeak: Height = (share, decay) => [decay * share, 0, 1 - share];
const ofRate: Height = (share, decay) => [decay * share, 0, decay * (1 - share)];
const ofAmplitude: Height = (share, decay) => [decay * share, 0, 1 - decay * share];

interface Shape extends DecayShape {
  readonly name: string;
  readonly build: Family["build"];
  readonly fixed: Options;
  /** Start values of its numbers. */
  readonly starts: readonly (readonly number[])[];
}

const COSINE: Shape = {
  name: "cosineRestarts",
  build: make(cosineRestarts),
  fixed: {},
  own: [],
  starts: [[]],
  isValid: () => true,
  progress: () => halfCosine,
};

const ofShape = (decay: string, shape: DecayShape, starts: Shape["starts"]): Shape => ({
  name: "restarts",
  build: make(restarts),
  fixed: { decay },
  starts,
  ...shape,
});

const SHAPES: readonly Shape[] = [
  ofShape("linear", { own: [], isValid: () => true, progress: () => line }, [[]]),
  ofShape("polynomial", POWER, [[0.5], [2]]),
  ofShape("cosine", TIME_EXPONENT, [[0.5], [1.5], [3]]),
  ofShape("tanh", TANH, [
    [-6, 3],
    [-3, 2],
  ]),
  ofShape("polynomial", POWER_AND_TIME, [
    [0.5, 1.5],
    [2, 1.5],
  ]),
];

interface Restarts {
  readonly shape?: Shape;
  /** The options that change the cycles from one to the next. */
  readonly changes: readonly ("cycleMultiplier" | "peakDecay")[];
  readonly height?: Height;
  readonly isLimited?: boolean;
  readonly fixed?: Options;
}

function restarting(options: Restarts): Family {
  const { shape = COSINE, changes, height = ofPeak, isLimited = false, fixed = {} } = options;
  const counts = isLimited ? ["firstCycleSteps", "cycles"] : ["firstCycleSteps"];
  const shapes = [...shape.own, ...changes];
  const ownOf = (numbers: readonly number[]) =>
    numbers.slice(counts.length, counts.length + shape.own.length);
  const changeOf = (numbers: readonly number[], name: Restarts["changes"][number]) =>
    changes.includes(name)
      ? (numbers[counts.length + shape.own.length + changes.indexOf(name)] as number)
      : 1;
  return {
    name: shape.name,
    counts,
    ...(shapes.length === 0 ? {} : { shapes }),
    rates: { peak: "peak", end: "end" },
    fixed: { ...shape.fixed, ...fixed },
    // With this many numbers of many digits, any cycles would fit.
    ...(shape === COSINE ? {} : { isRough: true }),
    swings: "always",
    starts: ({ restarts: places, cycleRatio, peakRatio, amplitudeRatio, cycles }) =>
      combined(
        combined(
          thinnedTo(shapes.length === 0 ? 2000 : 24, places).map((place) => [
            place,
            ...(isLimited ? [cycles] : []),
          ]),
          shape.starts,
        ),
        // The points of a log with gaps don't show how the lengths change.
        (changes.includes("cycleMultiplier") ? [cycleRatio, 1] : [1]).map((multiplier) =>
          changes.map((name) =>
            name === "cycleMultiplier" ? multiplier : height === ofAmplitude ? amplitudeRatio : peakRatio,
          ),
        ),
      ),
    isValid: (numbers) => {
      const multiplier = changeOf(numbers, "cycleMultiplier");
      return (
        positive(numbers.slice(0, counts.length)) &&
        multiplier > 0.05 &&
        multiplier < 50 &&
        changeOf(numbers, "peakDecay") > 0 &&
        shape.isValid(ownOf(numbers))
      );
    },
    at: (step, numbers) => {
      const multiplier = changeOf(numbers, "cycleMultiplier");
      const { cycle, share } = cycleAt(step, numbers[0] as number, multiplier);
      if (isLimited && cycle >= (numbers[1] as number)) return [0, 0, 1];
      return height(
        1 - shape.progress(...ownOf(numbers))(share),
        power(changeOf(numbers, "peakDecay"), cycle),
      );
    },
    build: shape.build,
  };
}

const BOTH = ["cycleMultiplier", "peakDecay"] as const;

const RATE = { height: ofRate, fixed: { decayOf: "rate" } } as const;
const AMPLITUDE = { height: ofAmplitude, fixed: { decayOf: "amplitude" } } as const;

/** A change of triangles from cycle to cycle, and the one number that describes it. */
interface Triangles {
  readonly fixed: Options;
  readonly shape?: "gamma" | "peakDecay";
  height(share: number, cycle: number, step: number, change: number): Weighted;
}

const triangles = ({ fixed, shape, height }: Triangles): Family[] => {
  const shapes = shape === undefined ? [] : [shape];
  const isValidChange = (change: number) => change > 0 && change < 2;
  const changes = ({ peakRatio, tops }: Landmarks) => {
    if (shape === undefined) return [[]];
    if (shape === "peakDecay") return [[peakRatio]];
    return [[power(Math.min(peakRatio, 1), 1 / Math.max(1, 2 * (tops[0] ?? 1)))], [0.99]];
  };
  const base = {
    name: "cyclic",
    ...(shapes.length === 0 ? {} : { shapes }),
    rates: { peak: "peak", from: "low" },
    fixed,
    // Flat triangles that shrink would be stairs.
    swings: shape === "peakDecay" ? "always" : "maybe",
    build: make(cyclic),
  } as const;
  const at = (step: number, up: number, down: number, change: number): Weighted => {
    const { cycle, share } = cycleAt(step, up + down);
    return height(triangle(share, up / (up + down)), cycle, step, change);
  };
  return [
    {
      ...base,
      counts: ["upSteps"],
      starts: (landmarks) =>
        combined(
          landmarks.tops.map((top) => [top]),
          changes(landmarks),
        ),
      isValid: ([up = 0, change = 1]) => up >= 1 && isValidChange(change),
      at: (step, [up = 1, change = 1]) => at(step, up, up, change),
    },
    {
      ...base,
      counts: ["upSteps", "downSteps"],
      starts: (landmarks) =>
        combined(
          thinnedTo(24, landmarks.tops).flatMap((top) =>
            landmarks.valleys.map((valley) => [top, Math.max(1, valley - top)]),
          ),
          changes(landmarks),
        ),
      isValid: ([up = 0, down = 0, change = 1]) => up >= 1 && down >= 1 && isValidChange(change),
      at: (step, [up = 1, down = 1, change = 1]) => at(step, up, down, change),
    },
  ];
};

const TRIANGLES: readonly Triangles[] = [
  { fixed: {}, height: (share) => rising(share) },
  { fixed: { mode: "triangular2" }, height: (share, cycle) => rising(share * power(0.5, cycle)) },
  {
    fixed: { mode: "exponential-range" },
    shape: "gamma",
    height: (share, _, step, gamma) => rising(share * power(gamma, step)),
  },
  {
    fixed: {},
    shape: "peakDecay",
    height: (share, cycle, _, decay) => [share * power(decay, cycle), 1 - share, 0],
  },
  {
    fixed: { decayOf: "rate" },
    shape: "peakDecay",
    height(share, cycle, _, decay) {
      const factor = power(decay, cycle);
      return [share * factor, (1 - share) * factor, 0];
    },
  },
];

const single = (families: readonly Family[]) => families.map((family) => [family]);

/** Up, back down to the first rate, then down to an end that is 0 or a share of the first rate. */
const threePhases = (
  annealing: "cosine" | "linear",
  progress: Progress,
  end: { readonly end?: number },
): Family => ({
  name: "oneCycle",
  counts: ["upSteps", "downSteps", "totalSteps"],
  ...(end.end === undefined ? { shapes: ["endDivisor"] } : {}),
  rates: { peak: "peak", from: "start" },
  fixed: { phases: 3, ...(annealing === "cosine" ? {} : { annealing }), ...end },
  starts: ({ peaks, returns, ends }) =>
    combined(
      peaks.flatMap((peak) => returns.map((low) => [peak, low - peak])),
      ends.flatMap((stop) =>
        end.end === undefined
          ? [
              [stop, 10],
              [stop, 10_000],
            ]
          : [[stop]],
      ),
    ),
  isValid: ([up = 0, down = 0, stop = 0, divisor = 1]) =>
    up >= 1 && down >= 1 && stop > up + down && divisor > 0.1,
  at: (step, [up = 1, down = 1, stop = 3, divisor = Number.POSITIVE_INFINITY]) => {
    if (step < up) return rising(progress(step / up));
    if (step < up + down) return rising(1 - progress((step - up) / down));
    const share = progress(Math.min(1, (step - up - down) / (stop - up - down)));
    return [0, 1 - share + share / divisor, 0];
  },
  build: make(oneCycle),
});

export const cycles: readonly (readonly Family[])[] = [
  [
    {
      name: "oneCycle",
      counts: ["upSteps", "totalSteps"],
      rates: { peak: "peak", from: "start", end: "end" },
      fixed: {},
      starts: ({ peaks, ends }) =>
        combined(
          peaks.map((peak) => [peak]),
          ends.map((end) => [end]),
        ),
      isValid: (counts) => positive(counts) && ascending(counts),
      at: (step, [up = 1, end = 2]) =>
        step < up ? rising(halfCosine(step / up)) : decayed(halfCosine, step, up, end),
      build: make(oneCycle),
    },
  ],
  [threePhases("cosine", halfCosine, { end: 0 })],
  [threePhases("linear", line, { end: 0 })],
  [threePhases("cosine", halfCosine, {})],
  [threePhases("linear", line, {})],
  [restarting({ changes: [] })],
  [restarting({ changes: ["cycleMultiplier"] })],
  [restarting({ changes: ["peakDecay"] })],
  [restarting({ changes: ["peakDecay"], ...AMPLITUDE })],
  [restarting({ changes: ["peakDecay"], ...RATE })],
  [restarting({ changes: BOTH })],
  [restarting({ changes: BOTH, ...AMPLITUDE })],
  [restarting({ changes: BOTH, ...RATE })],
  [restarting({ changes: [], isLimited: true })],
  [restarting({ changes: ["peakDecay"], isLimited: true })],
  [restarting({ changes: BOTH, isLimited: true })],
  [restarting({ changes: BOTH, isLimited: true, ...AMPLITUDE })],
  ...TRIANGLES.flatMap((each) => single(triangles(each))),
  ...SHAPES.flatMap((shape) => [
    [restarting({ shape, changes: BOTH })],
    [restarting({ shape, changes: BOTH, isLimited: true })],
  ]),
];
