/** Laws of ramps and of what is made of them: exact ends, joins without a gap, no wrong turns on the way. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cosine,
  exponential,
  inverseSqrt,
  linear,
  oneCycle,
  polynomial,
  type Schedule,
  type ScheduleDraft,
  scheduleFromTree,
  warmupCosine,
  warmupExponential,
  warmupLinear,
  warmupPolynomial,
  warmupStableDecay,
} from "../src/index.js";
import { cases } from "./support/random-cases.js";

const rates = fc.double({ min: 0, max: 10, noNaN: true }).map((rate) => rate + 0);
const positive = fc.double({ min: -9, max: 1, noNaN: true }).map((exponent) => 10 ** exponent);
const exponents = fc.oneof(fc.constantFrom(0.5, 1, 2, 3), fc.double({ min: 0.05, max: 6, noNaN: true }));
const bendings = fc.oneof(fc.constant(1), exponents);
const outside = fc.constantFrom("hold" as const, "extend" as const);
const times = fc.oneof(
  fc.integer({ min: -1000, max: 100_000 }),
  fc.double({ min: -1000, max: 1e5, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.maxSafeInteger(),
);

/** Every easing that goes from 0 to 1: `tanh` does not, nor a cosine that turns back. */
const easings = fc
  .record({ exponent: exponents, timeExponent: bendings })
  .chain(({ exponent, timeExponent }) =>
    fc.oneof(
      fc.constant({ kind: "linear" as const, timeExponent }),
      fc.constant({ kind: "power" as const, exponent, timeExponent }),
      fc.constant({ kind: "reversePower" as const, exponent, timeExponent }),
      fc
        .constantFrom(1, 3, 7)
        .map((halfCycles) => ({ kind: "cosine" as const, exponent, halfCycles, timeExponent })),
      fc.constant({ kind: "halfLife" as const, timeExponent }),
      fc
        .constantFrom(1, 9, -0.5)
        .map((curvature) => ({ kind: "rational" as const, curvature, timeExponent })),
      fc.constantFrom(2, 10, 0.5).map((base) => ({ kind: "logarithmic" as const, base, timeExponent })),
    ),
  );

const ramps = fc
  .record({ ends: fc.tuple(times, times), easing: easings, before: outside, after: outside })
  .filter(({ ends: [a, b] }) => a !== b)
  .map(({ ends: [a, b], ...rest }) => ({ start: Math.min(a, b) + 0, end: Math.max(a, b) + 0, ...rest }));

describe("the ends of a ramp", () => {
  test("are its two rates bit for bit, whatever its easing and its times", () => {
    fc.assert(
      fc.property(ramps, rates, rates, (ramp, from, to) => {
        const schedule = scheduleFromTree({ kind: "ramp", ...ramp, from, to });
        expect(schedule(ramp.start)).toBe(from);
        expect(schedule(ramp.end)).toBe(to);
      }),
      { numRuns: cases(5000) },
    );
  });

  test("are so where the rate changes by a factor", () => {
    fc.assert(
      fc.property(ramps, positive, positive, (ramp, from, to) => {
        const schedule = scheduleFromTree({ kind: "ramp", ...ramp, from, to, interpolation: "geometric" });
        expect(schedule(ramp.start)).toBe(from);
        expect(schedule(ramp.end)).toBe(to);
      }),
      { numRuns: cases(5000) },
    );
  });

  test("hold outside, forever", () => {
    fc.assert(
      fc.property(ramps, rates, rates, fc.integer({ min: 0, max: 2 ** 52 }), (ramp, from, to, distance) => {
        const schedule = scheduleFromTree({ kind: "ramp", ...ramp, from, to, before: "hold", after: "hold" });
        expect(schedule(ramp.start - distance)).toBe(from);
        expect(schedule(ramp.end + distance)).toBe(to);
      }),
      { numRuns: cases(2000) },
    );
  });

  test("of an empty ramp: it is at its end from the first step on", () => {
    fc.assert(
      fc.property(times, easings, outside, (time, easing, side) => {
        const draft: ScheduleDraft = {
          kind: "ramp",
          start: time,
          end: time,
          from: 1,
          to: 2,
          easing,
          before: side,
          after: side,
        };
        const schedule = scheduleFromTree(draft);
        expect([schedule(time), schedule(time + 1), schedule(time - 1)]).toEqual([2, 2, 1]);
      }),
    );
  });

  test("keep the values between them, but for a cosine that swings", () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(ramps, rates, rates, place, (ramp, from, to, share) => {
        const schedule = scheduleFromTree({ kind: "ramp", ...ramp, from, to });
        const value = schedule(ramp.start + share * (ramp.end - ramp.start));
        // Only a cosine is kept between them; the others may round beyond. The parts of tiny rates are denormal.
        const rounding = Math.max(from, to) * 1e-15 + 1e-300;
        expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - rounding);
        expect(value).toBeLessThanOrEqual(Math.max(from, to) + rounding);
      }),
      { numRuns: cases(3000) },
    );
  });
});

const counts = fc.double({ min: 0.5, max: 8, noNaN: true }).map((exponent) => Math.round(10 ** exponent));
const powers = fc.double({ min: 0.3, max: 4, noNaN: true });

/** What falls from the peak to the end, by the shape's name. */
const falls: Record<string, (peak: number, end: number, totalSteps: number, power: number) => Schedule> = {
  linear: (peak, end, totalSteps) => linear({ start: peak, end, totalSteps }),
  cosine: (peak, end, totalSteps) => cosine({ peak, end, totalSteps }),
  "cosine with an exponent": (peak, end, totalSteps, exponent) => cosine({ peak, end, totalSteps, exponent }),
  polynomial: (peak, end, totalSteps, power) => polynomial({ peak, end, totalSteps, power }),
  exponential: (peak, end, totalSteps) => exponential({ start: peak, end: end + 1e-9, totalSteps }),
  "1-sqrt": (peak, end, decaySteps) =>
    warmupStableDecay({ peak, end, warmupSteps: 0, stableSteps: 0, decaySteps, decay: "1-sqrt" }),
  "inverse square root": (peak, _, timescale) => inverseSqrt({ peak, warmupSteps: 0, timescale }),
};

describe("a piece that falls", () => {
  test.each(Object.keys(falls))("%s never rises by more than its two roundings", (name) => {
    const fall = falls[name] as (typeof falls)[string];
    const places = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(counts, powers, places, (totalSteps, power, place) => {
        const schedule = fall(1.7, 0.3, totalSteps, power);
        // Over the ends of the blocks that values are computed in, wherever it starts.
        const first = Math.floor(place * Math.max(0, totalSteps - 5000));
        const highest = 2 * 1e-15 * 1.7;
        for (let step = first; step < first + 4200; step += 7) {
          expect(schedule(step + 1) - schedule(step)).toBeLessThanOrEqual(highest);
          expect(schedule(step + 7) - schedule(step)).toBeLessThanOrEqual(highest);
        }
      }),
      { numRuns: cases(12) },
    );
  });

  test("a straight line never rises at all", () => {
    fc.assert(
      fc.property(counts, fc.nat(), (totalSteps, place) => {
        const schedule = linear({ start: 1.7, end: 0.3, totalSteps });
        const first = place % totalSteps;
        for (let step = first; step < first + 300; step++) {
          expect(schedule(step + 1)).toBeLessThanOrEqual(schedule(step));
        }
      }),
      { numRuns: cases(50) },
    );
  });
});

describe("the boundary of two pieces", () => {
  const options = fc
    .record({
      peak: positive,
      ratio: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      warmup: counts,
      rest: counts,
    })
    .map(({ peak, ratio, warmup, rest }) => ({
      peak,
      end: ratio * peak,
      warmupSteps: warmup,
      totalSteps: warmup + rest,
    }));

  test.each<
    [string, (given: { peak: number; end: number; warmupSteps: number; totalSteps: number }) => Schedule]
  >([
    ["warm-up and cosine", warmupCosine],
    ["warm-up and linear", warmupLinear],
    ["warm-up and polynomial", (given) => warmupPolynomial({ ...given, power: 2 })],
    ["warm-up and exponential", warmupExponential],
    [
      "warm-up, stable, decay",
      (given) => warmupStableDecay({ ...given, decaySteps: given.totalSteps - given.warmupSteps }),
    ],
    [
      "one cycle",
      ({ peak, end, warmupSteps, totalSteps }) =>
        oneCycle({ peak, end, upSteps: warmupSteps, totalSteps: totalSteps + 1 }),
    ],
  ])("%s: peak and end are exact, and nothing jumps", (name, make) => {
    fc.assert(
      fc.property(options, (given) => {
        const schedule = make(given);
        const last = given.totalSteps + (name === "one cycle" ? 1 : 0);
        expect(schedule(given.warmupSteps)).toBe(given.peak);
        expect(schedule(last)).toBe(given.end);
        expect(schedule(last + 1)).toBe(given.end);
        for (const boundary of [given.warmupSteps, last]) {
          const before = schedule(boundary - 2 ** -20);
          expect(Math.abs(schedule(boundary) - before)).toBeLessThanOrEqual(given.peak * 2 ** -16);
        }
      }),
      { numRuns: cases(200) },
    );
  });
});

describe("a steep geometric ramp that continues", () => {
  test("has numbers as far as float64 has, also where a block of steps leaves it", () => {
    const steep = { kind: "ramp", start: 0, end: 1, from: 1, interpolation: "geometric" } as const;
    for (const to of [0.5, 2, 1e-3]) {
      const schedule = scheduleFromTree({ ...steep, to, before: "extend", after: "extend" });
      for (const step of [-90, -7, -1, 0, 1, 5, 100]) expect(schedule(step) / to ** step).toBeCloseTo(1, 12);
    }
  });
});
