/** The host's values against a second interpreter in decimal arithmetic: within 1e-15 of the peak. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  inverseSqrt,
  linear,
  multiStep,
  noam,
  oneCycle,
  piecewiseInterpolated,
  polynomial,
  type Schedule,
  scheduleFromTree,
  stepDecay,
  warmupCosine,
  warmupStableDecay,
} from "../src/index.js";
import { exactError, exactValue } from "./support/exact-values.js";
import { cases } from "./support/random-cases.js";
import { neighbor } from "./support/ulps.js";

/** A schedule, and the steps over which something happens. */
interface Sampled {
  readonly schedule: Schedule;
  readonly until: number;
  /** What the errors are a share of. */
  readonly scale: number;
  /** What its own parameters add to the error that is allowed; they say why. */
  readonly allowance?: number;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
const peaks = fc.double({ min: -6, max: 1, noNaN: true }).map((exponent) => 10 ** exponent);
/** From 2 to 10 million, as many short ones as long ones. */
const lengths = fc.double({ min: 0.3, max: 7, noNaN: true }).map((exponent) => Math.round(10 ** exponent));
const few = fc.integer({ min: 0, max: 3000 });
const powers = fc.oneof(fc.constantFrom(0.5, 1, 2, 3), fc.double({ min: 0.1, max: 5, noNaN: true }));
const common = { peak: peaks, ratio: share, total: lengths };

/** A schedule made from a peak and a length, and from whatever else. */
function family<Fields>(
  fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
  make: (options: { peak: number; end: number; total: number } & Fields) => Schedule,
  beyond: (options: { total: number } & Fields) => { lengths?: number; allowance?: number } = () => ({}),
): fc.Arbitrary<Sampled> {
  return fc.record({ ...common, ...fields } as never).map((drawn) => {
    const options = drawn as { peak: number; ratio: number; total: number } & Fields;
    const { lengths = 1.1, allowance = 0 } = beyond(options);
    const schedule = make({ ...options, end: options.ratio * options.peak });
    return { schedule, until: options.total * lengths, scale: options.peak, allowance };
  });
}

const ROUNDING = 2 ** -53;
const annealing = fc.constantFrom("cosine" as const, "linear" as const);

const families: Record<string, fc.Arbitrary<Sampled>> = {
  linear: family({}, ({ peak, end, total }) => linear({ start: peak, end, totalSteps: total })),
  cosine: family({}, ({ peak, end, total }) => cosine({ peak, end, totalSteps: total })),
  "cosine that rebounds": family(
    {},
    ({ peak, end, total }) => cosine({ peak, end, totalSteps: total, afterEnd: "continue" }),
    () => ({ lengths: 3 }),
  ),
  "cosine with an exponent": family(
    { exponent: powers },
    ({ peak, end, total, exponent }) => cosine({ peak, end, totalSteps: total, exponent }),
    // Below 1/2 the curve ends in a wall, where the rounding of the way that is left counts so many times.
    ({ total, exponent }) => ({ allowance: exponent < 0.5 ? 2 * ROUNDING * total ** (1 - 2 * exponent) : 0 }),
  ),
  "cosine of several half waves": family(
    { halfCycles: fc.double({ min: 0.1, max: 20, noNaN: true }) },
    ({ peak, end, total, halfCycles }) => cosine({ peak, end, totalSteps: total, halfCycles }),
    // The angle is a rounded product, and so many times larger.
    ({ halfCycles }) => ({ allowance: halfCycles * Math.PI * ROUNDING }),
  ),
  polynomial: family({ power: powers }, ({ peak, end, total, power }) =>
    polynomial({ peak, end, totalSteps: total, power }),
  ),
  "exponential between rates": family({ factor: share }, ({ peak, total, factor }) =>
    exponential({ start: peak, end: peak * 10 ** (-8 * factor), totalSteps: total }),
  ),
  "exponential that rises": family({ factor: share }, ({ peak, total, factor }) =>
    exponential({ start: peak * 10 ** (-8 * factor), end: peak, totalSteps: total }),
  ),
  "exponential by a factor": family(
    { slowness: fc.double({ min: 0.1, max: 6, noNaN: true }) },
    ({ peak, slowness }) => exponential({ peak, gamma: 1 - 10 ** -slowness }),
  ),
  "exponential by a rate": family(
    { slowness: fc.double({ min: 0, max: 6, noNaN: true }) },
    ({ peak, slowness }) => exponential({ peak, rate: 10 ** -slowness }),
  ),
  "inverse square root": family({ warmupSteps: few }, ({ peak, warmupSteps }) =>
    inverseSqrt({ peak, warmupSteps }),
  ),
  "step decay": family({ steps: fc.integer({ min: 1, max: 200 }) }, ({ peak, total, steps }) =>
    stepDecay({ peak, gamma: 0.7, every: Math.ceil(total / steps) }),
  ),
  "multi-step": family({ milestone: lengths }, ({ peak, milestone }) =>
    multiStep({ peak, gamma: 0.3, milestones: [milestone, 3 * milestone, 3 * milestone] }),
  ),
  "piecewise interpolated": family({ first: few }, ({ peak, end, total, first }) =>
    piecewiseInterpolated({
      points: [
        [0, end],
        [first, peak],
        [first + total, 0],
      ],
    }),
  ),
  "warm-up and cosine": family({ warmupSteps: few }, ({ peak, end, total, warmupSteps }) =>
    warmupCosine({ peak, end, warmupSteps, totalSteps: warmupSteps + total }),
  ),
  "warm-up, stable, decay": family(
    { warmupSteps: few, decay: fc.constantFrom("linear", "cosine", "1-sqrt") },
    ({ peak, end, total, warmupSteps, decay }) =>
      warmupStableDecay({ peak, end, warmupSteps, stableSteps: 10, decaySteps: total, decay }),
  ),
  "one cycle": family({ annealing }, ({ peak, total, annealing }) =>
    oneCycle({ peak, totalSteps: total, annealing }),
  ),
  "restarts with whole multipliers": family(
    { multiplier: fc.constantFrom(1, 2, 3), peakDecay: fc.constantFrom(1, 0.9) },
    ({ peak, end, total, multiplier, peakDecay }) =>
      cosineRestarts({ peak, end, firstCycleSteps: total, cycleMultiplier: multiplier, peakDecay }),
    () => ({ lengths: 50 }),
  ),
  "restarts with any multiplier": family(
    { multiplier: fc.double({ min: 1.05, max: 3, noNaN: true }) },
    ({ peak, end, total, multiplier }) =>
      cosineRestarts({ peak, end, firstCycleSteps: total, cycleMultiplier: multiplier }),
    // The start of a cycle is a rounded number, m / (m - 1) times as large as the cycle is long.
    ({ multiplier }) => ({
      lengths: 30,
      allowance: (2 * Math.PI * ROUNDING * multiplier) / (multiplier - 1),
    }),
  ),
  "cyclic triangular": family(
    { downSteps: few.map((steps) => steps + 1), mode: fc.constantFrom("triangular", "triangular2") },
    ({ peak, end, total, downSteps, mode }) => cyclic({ peak, low: end, upSteps: total, downSteps, mode }),
    // A leg of the triangle has so many times as many roundings as it is shorter than the cycle.
    ({ total, downSteps }) => ({
      lengths: 20,
      allowance: (4 * ROUNDING * (total + downSteps)) / Math.min(total, downSteps),
    }),
  ),
};

/** The worst error at a few steps, among them the first, the last and those beside the blocks that values come in. */
function worstError(
  { schedule, until, scale }: Sampled,
  places: readonly number[],
): { error: number; step: number } {
  const steps = [0, 1, Math.floor(until), 256, 4095, 4096].filter((step) => step <= until);
  for (const place of places) steps.push(Math.floor(place * until));
  let worst = { error: 0, step: 0 };
  for (const step of steps) {
    const error = exactError(schedule.node, step, schedule(step), scale);
    if (!(error <= worst.error)) worst = { error, step };
  }
  return worst;
}

describe("values are within 1e-15 of the peak", () => {
  test.each(Object.keys(families))("%s", (name) => {
    const places = fc.array(share, { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(families[name] as fc.Arbitrary<Sampled>, places, (sampled, drawn) => {
        const { error, step } = worstError(sampled, drawn);
        expect(error, `step ${step}`).toBeLessThanOrEqual(1e-15 + (sampled.allowance ?? 0));
      }),
      { numRuns: cases(60) },
    );
  });

  test("Noam's curve, whose peak follows from the others", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8192 }), few, lengths, (modelSize, warmupSteps, step) => {
        const schedule = noam({ modelSize, warmupSteps: warmupSteps + 1 });
        const error = exactError(schedule.node, step, schedule(step), schedule(warmupSteps));
        expect(error).toBeLessThanOrEqual(1e-15);
      }),
      { numRuns: cases(50) },
    );
  });

  test("at fractions of steps and far out", () => {
    const schedules = [
      cosine({ peak: 1, totalSteps: 2 ** 52 }),
      exponential({ start: 1, end: 1e-5, totalSteps: 2 ** 52 }),
      inverseSqrt({ peak: 1, warmupSteps: 10 }),
      polynomial({ peak: 1, totalSteps: 2 ** 52, power: 1.7 }),
    ];
    for (const schedule of schedules) {
      for (const step of [0.25, 1 / 3, 255.75, 12_345.678, 1e9 + 0.5, 2 ** 51 + 12_345, 2 ** 52 - 1]) {
        expect(exactError(schedule.node, step, schedule(step), 1), `${step}`).toBeLessThanOrEqual(1e-15);
      }
    }
  });
});

describe("the second interpreter", () => {
  test.each([
    [cosine({ peak: 1, totalSteps: 3 }), 1, "0.75"],
    [polynomial({ peak: 4, totalSteps: 4, power: 2 }), 1, "2.25"],
    [exponential({ start: 1, end: 2 ** -10, totalSteps: 10 }), 3, "0.125"],
    [warmupCosine({ peak: 1, warmupSteps: 4, totalSteps: 7 }), 1, "0.25"],
    [cosineRestarts({ peak: 1, firstCycleSteps: 3, cycleMultiplier: 2 }), 5, "0.75"],
    [stepDecay({ peak: 1, gamma: 0.5, every: 10 }), 25, "0.25"],
    [
      scheduleFromTree({
        kind: "time",
        scale: 0.5,
        quantum: 2,
        child: { kind: "table", values: [1, 2, 4], interpolation: "linear" },
      }),
      7,
      "4",
    ],
  ])("has the values calculated by hand: %#", (schedule, step, expected) => {
    expect(exactValue(schedule.node, step).toDecimalPlaces(40).toString()).toBe(expected);
  });

  test("detects a difference in the last bit", () => {
    const schedule = cosine({ peak: 1, totalSteps: 3 });
    expect(exactError(schedule.node, 1, 0.75, 1)).toBeLessThan(1e-40);
    expect(exactError(schedule.node, 1, neighbor(0.75, 1), 1)).toBeCloseTo(2 ** -53, 30);
    expect(exactError(schedule.node, 1, Number.NaN, 1)).toBeNaN();
  });

  test("detects an error of 1e-14", () => {
    const { node } = cosine({ peak: 1, totalSteps: 1000 });
    const wrong = {
      schedule: Object.assign((step: number) => 1e-14 + cosine({ peak: 1, totalSteps: 1000 })(step), {
        node,
      }),
    };
    expect(
      worstError({ ...wrong, until: 1000, scale: 1 } as unknown as Sampled, [0.5]).error,
    ).toBeGreaterThan(1e-15);
  });
});
