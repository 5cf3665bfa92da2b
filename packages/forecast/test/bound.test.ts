/** The convex bound against the values of its authors' package, and the peaks that follow from it. */
import { cosine, warmupStableDecay } from "@anneal/core";
import { convexBound, transferPeak } from "@anneal/forecast";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { bounds } from "./support/reference.js";

describe("the reference values", () => {
  test.each(bounds)("$id", ({ etas, G, D, T, terms, bound, optimal_base: best }) => {
    const found = convexBound(etas, { gradientNorm: G, distance: D, at: T });
    const near = (value: number, expected: number) =>
      expect(Math.abs(value / expected - 1)).toBeLessThan(1e-10);
    near(found.bound, bound);
    terms.forEach((term, i) => {
      near(found.terms[i] as number, term);
    });
    near(found.bestPeak, best[0]);
    near(found.bestBound, best[1]);
    expect(found.updates).toBe(T);
  });
});

/** The bound as in the paper, one sum for each term. */
function formula(rates: readonly number[], norms: readonly number[], distance: number): number {
  const sum = (from: number, of: (j: number) => number) =>
    rates.reduce((total, _, j) => (j < from ? total : total + of(j)), 0);
  const rate = (j: number) => rates[j] as number;
  const square = (j: number) => (rate(j) * (norms[j] as number)) ** 2;
  const all = sum(0, rate);
  const last = rates
    .slice(0, -1)
    .reduce((total, each, k) => total + ((each / sum(k + 1, rate)) * sum(k, square)) / sum(k, rate), 0);
  return distance ** 2 / (2 * all) + sum(0, square) / (2 * all) + last / 2;
}

describe("the bound", () => {
  const positive = fc.double({ min: 1e-3, max: 10, noNaN: true });

  it("is its formula, also with a norm for each update", () => {
    const runs = fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(runs, positive, (pairs, distance) => {
        const rates = pairs.map(([rate]) => rate);
        const norms = pairs.map(([, norm]) => norm);
        const { bound } = convexBound(rates, { gradientNorm: norms, distance });
        expect(Math.abs(bound / formula(rates, norms, distance) - 1)).toBeLessThan(1e-10);
      }),
    );
  });

  it("is smallest at the best factor", () => {
    const rates = Array.from({ length: 200 }, (_, i) => 0.1 * (1 - i / 200));
    const { bestFactor, bestBound, bestPeak } = convexBound(rates);
    const scaled = (factor: number) => convexBound(rates.map((rate) => rate * factor)).bound;
    expect(scaled(bestFactor)).toBeCloseTo(bestBound, 12);
    expect(bestPeak).toBeCloseTo(0.1 * bestFactor, 14);
    for (const factor of [0.9, 1.1]) expect(scaled(bestFactor * factor)).toBeGreaterThan(bestBound);
  });

  it("ends at the last rate above 0, and takes schedules", () => {
    const schedule = cosine({ peak: 0.1, totalSteps: 100 });
    const rates = Array.from({ length: 101 }, (_, step) => schedule(step));
    expect(convexBound(rates)).toEqual(convexBound(rates.slice(0, 100)));
    expect(convexBound(schedule, { at: 100 })).toEqual(convexBound(rates));
    expect(convexBound(rates, { at: 50 }).updates).toBe(50);
  });

  it.each<[string, unknown, object, RegExp]>([
    ["a schedule without a length", cosine({ peak: 1, totalSteps: 9 }), {}, /at must be a whole number/],
    ["an empty list", [], {}, /schedule must be at least one rate/],
    ["no rate above 0", [0, 0], {}, /schedule must be a rate above 0/],
    ["too few norms", [1, 1], { gradientNorm: [1] }, /gradientNorm.length must be at least 2/],
    ["a norm of 0", [1], { gradientNorm: 0 }, /gradientNorm must be a finite number above 0/],
    ["no schedule", undefined, {}, /schedule must be a schedule, a function/],
    ["rates that are too large", [1e300], {}, /schedule at step 0 must be at most 10000000000/],
    ["rates whose squares are 0", [1e-200, 1e-200], {}, /schedule must be rates whose squares/],
    ["an overflow", [1], { gradientNorm: 1e200 }, /schedule must be rates whose squares/],
    ["no distance", [1], { distance: 0 }, /distance must be a finite number above 0/],
  ])("rejects %s", (_, schedule, options, message) => {
    expect(() => convexBound(schedule as never, options)).toThrow(message);
  });
});

describe("the peak of a longer run", () => {
  it("falls with the square root of the length for a fixed shape", () => {
    const schedule = (peak: number, totalSteps: number) => cosine({ peak, totalSteps });
    const moved = transferPeak({ peak: 1e-3, from: 1000, to: 4000, schedule });
    expect(moved / 1e-3).toBeCloseTo(0.5, 2);
    expect(transferPeak({ peak: 1e-3, from: 1000, to: 1000, schedule })).toBe(1e-3);
  });

  it("falls faster if the decay keeps its length", () => {
    const to = 8000;
    const kept = (peak: number, totalSteps: number) =>
      warmupStableDecay({ peak, totalSteps, warmupSteps: 10, decaySteps: 200 });
    const grown = (peak: number, totalSteps: number) =>
      warmupStableDecay({ peak, totalSteps, warmupSteps: 10, decaySteps: totalSteps / 5 });
    const by = (schedule: typeof kept) => transferPeak({ peak: 1e-3, from: 1000, to, schedule });
    expect(by(kept)).toBeLessThan(by(grown));
  });

  it("rejects anything but a function", () => {
    expect(() => transferPeak({ peak: 1, from: 1, to: 2, schedule: 1 as never })).toThrow(
      /schedule must be a function/,
    );
  });
});
