/** Curves with cycles. */
import { cosineRestarts } from "../../constructors/cosine-restarts.js";
import { cyclic } from "../../constructors/cyclic.js";
import { oneCycle } from "../../constructors/one-cycle.js";
import { power } from "../../math/power.js";
import { ascending, combined, type Family, make, type Options, positive } from "../family.js";
import type { Landmarks } from "../landmarks.js";
import { cycleAt, decayed, halfCosine, rising, triangle, type Weighted } from "../shapes.js";

function thinnedTo(most: number, places: readonly number[]): number[] {
  const stride = Math.max(1, Math.ceil(places.length / most));
  return places.filter((_, i) => i % stride === 0);
}

/** A cosine in each cycle; `height` is the height of the cycle. */
type Height = (cosine: number, decay: number) => Weighted;
const ofPeak: Height = (cosine, decay) => [decay * cosine, 0, 1 - cosine];
const ofAmplitude: Height = (cosine, decay) => [decay * cosine, 0, 1 - decay * cosine];

interface Restarts {
  readonly shapes: readonly ("cycleMultiplier" | "peakDecay")[];
  readonly height?: Height;
  readonly isLimited?: boolean;
  readonly fixed?: Options;
}

function restarts({ shapes, height = ofPeak, isLimited = false, fixed = {} }: Restarts): Family {
  const counts = isLimited ? ["firstCycleSteps", "cycles"] : ["firstCycleSteps"];
  const read = (numbers: readonly number[]) => {
    const shape = (name: Restarts["shapes"][number]) =>
      shapes.includes(name) ? (numbers[counts.length + shapes.indexOf(name)] as number) : 1;
    return { multiplier: shape("cycleMultiplier"), decay: shape("peakDecay") };
  };
  return {
    name: "cosineRestarts",
    counts,
    ...(shapes.length === 0 ? {} : { shapes }),
    rates: { peak: "peak", end: "end" },
    fixed,
    swings: "always",
    starts: ({ restarts: places, cycleRatio, peakRatio, amplitudeRatio, cycles }) =>
      thinnedTo(shapes.length === 0 ? 2000 : 24, places).map((place) => [
        place,
        ...(isLimited ? [cycles] : []),
        ...shapes.map((name) =>
          name === "cycleMultiplier" ? cycleRatio : height === ofPeak ? peakRatio : amplitudeRatio,
        ),
      ]),
    isValid: (numbers) => {
      const { multiplier, decay } = read(numbers);
      return positive(numbers.slice(0, counts.length)) && multiplier > 0.05 && multiplier < 50 && decay > 0;
    },
    at: (step, numbers) => {
      const { multiplier, decay } = read(numbers);
      const { cycle, share } = cycleAt(step, numbers[0] as number, multiplier);
      if (isLimited && cycle >= (numbers[1] as number)) return [0, 0, 1];
      return height(1 - halfCosine(share), power(decay, cycle));
    },
    build: make(cosineRestarts),
  };
}

const AMPLITUDE = { height: ofAmplitude, fixed: { decayOf: "amplitude" } } as const;

/** Triangles, each with a constant factor on the previous height. */
const triangles = (
  mode: "triangular" | "triangular2" | "exponential-range",
  height: (step: number, cycle: number, gamma: number) => number,
): Family[] => {
  const fixed = mode === "triangular" ? {} : { mode };
  const shapes = mode === "exponential-range" ? ["gamma"] : [];
  const gammas = ({ peakRatio, tops }: Landmarks) =>
    shapes.length === 0
      ? [[]]
      : [[power(Math.min(peakRatio, 1), 1 / Math.max(1, 2 * (tops[0] ?? 1)))], [0.99]];
  const base = {
    name: "cyclic",
    ...(shapes.length === 0 ? {} : { shapes }),
    rates: { peak: "peak", from: "low" },
    fixed,
    swings: "maybe",
    build: make(cyclic),
  } as const;
  const at = (step: number, up: number, down: number, gamma: number): Weighted => {
    const { cycle, share } = cycleAt(step, up + down);
    return rising(triangle(share, up / (up + down)) * height(step, cycle, gamma));
  };
  return [
    {
      ...base,
      counts: ["upSteps"],
      starts: (landmarks) =>
        combined(
          landmarks.tops.map((top) => [top]),
          gammas(landmarks),
        ),
      isValid: ([up = 0, gamma = 1]) => up >= 1 && gamma > 0 && gamma < 2,
      at: (step, [up = 1, gamma = 1]) => at(step, up, up, gamma),
    },
    {
      ...base,
      counts: ["upSteps", "downSteps"],
      starts: (landmarks) =>
        combined(
          thinnedTo(24, landmarks.tops).flatMap((top) =>
            landmarks.valleys.map((valley) => [top, Math.max(1, valley - top)]),
          ),
          gammas(landmarks),
        ),
      isValid: ([up = 0, down = 0, gamma = 1]) => up >= 1 && down >= 1 && gamma > 0 && gamma < 2,
      at: (step, [up = 1, down = 1, gamma = 1]) => at(step, up, down, gamma),
    },
  ];
};

const single = (families: readonly Family[]) => families.map((family) => [family]);

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
  [restarts({ shapes: [] })],
  [restarts({ shapes: ["cycleMultiplier"] })],
  [restarts({ shapes: ["peakDecay"] })],
  [restarts({ shapes: ["peakDecay"], ...AMPLITUDE })],
  [restarts({ shapes: ["cycleMultiplier", "peakDecay"] })],
  [restarts({ shapes: ["cycleMultiplier", "peakDecay"], ...AMPLITUDE })],
  [restarts({ shapes: [], isLimited: true })],
  [restarts({ shapes: ["peakDecay"], isLimited: true })],
  [restarts({ shapes: ["cycleMultiplier", "peakDecay"], isLimited: true })],
  [restarts({ shapes: ["cycleMultiplier", "peakDecay"], isLimited: true, ...AMPLITUDE })],
  ...single(triangles("triangular", () => 1)),
  ...single(triangles("triangular2", (_, cycle) => power(0.5, cycle))),
  ...single(triangles("exponential-range", (step, _, gamma) => power(gamma, step))),
];
