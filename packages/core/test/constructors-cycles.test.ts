/** Restarts, one cycle and triangles against their formulas, written here a second time with the engine's own functions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosineRestarts, cyclic, oneCycle } from "../src/index.js";
import { cosineShare, expectClose, rates } from "./support/formulas.js";
import { cases } from "./support/random-cases.js";
import { refusal } from "./support/refusals.js";

describe("cosineRestarts", () => {
  test("agrees with cycles counted one by one", () => {
    const multipliers = fc.constantFrom(1, 2, 1.5, 3, 0.5);
    fc.assert(
      fc.property(
        rates,
        fc.integer({ min: 1, max: 500 }),
        multipliers,
        fc.constantFrom(1, 0.5),
        fc.integer({ min: 0, max: 10_000 }),
        (peak, firstCycleSteps, cycleMultiplier, peakDecay, step) => {
          const end = peak / 8;
          const schedule = cosineRestarts({
            peak,
            end,
            firstCycleSteps,
            cycleMultiplier,
            peakDecay,
            decayOf: "amplitude",
          });
          let length = firstCycleSteps;
          let height = peak - end;
          let rest = step;
          while (rest >= length && length > 1e-9) {
            rest -= length;
            length *= cycleMultiplier;
            height *= peakDecay;
          }
          const expected = length > 1e-9 ? end + height * cosineShare(rest / length) : end;
          // A shrinking cycle magnifies the rounding of where it starts.
          expect(Math.abs(schedule(step) - expected)).toBeLessThanOrEqual(
            cycleMultiplier < 1 ? 1e-9 : 1e-15 * peak,
          );
        },
      ),
      { numRuns: cases(500) },
    );
  });

  test("starts each cycle at its peak", () => {
    const peaks = cosineRestarts({ peak: 0.8, firstCycleSteps: 10, cycleMultiplier: 2, peakDecay: 0.5 });
    expect([0, 10, 30, 70].map(peaks)).toEqual([0.8, 0.4, 0.2, 0.1]);
  });

  test("scales whole cycles, ends included", () => {
    const whole = cosineRestarts({ peak: 1, end: 0.2, firstCycleSteps: 10, peakDecay: 0.5, decayOf: "rate" });
    for (const cycle of [0, 1, 2]) {
      expect(whole(10 * cycle)).toBe(0.5 ** cycle);
      expectClose(whole(10 * cycle + 3), 0.5 ** cycle * (0.2 + 0.8 * cosineShare(0.3)), 1);
    }
    const limited = cosineRestarts({ peak: 1, end: 0.2, firstCycleSteps: 10, cycles: 1, decayOf: "rate" });
    expect(limited(10)).toBe(0.2);
  });

  test("is at its end after the last cycle, and after shrinking ones", () => {
    const limited = cosineRestarts({ peak: 1, end: 0.1, firstCycleSteps: 10, cycles: 2 });
    expect([10, 20, 25, 1e9].map(limited)).toEqual([1, 0.1, 0.1, 0.1]);
    const shrinking = cosineRestarts({ peak: 1, end: 0.1, firstCycleSteps: 10, cycleMultiplier: 0.5 });
    expect([10, 15, 20, 1e9].map(shrinking)).toEqual([1, 1, 0.1, 0.1]);
  });
});

describe("oneCycle", () => {
  test("rises from a 25th of the peak, and falls to a 10,000th of the first rate", () => {
    const schedule = oneCycle({ peak: 1, totalSteps: 100 });
    expect([0, 30, 100, 101].map(schedule)).toEqual([1 / 25, 1, 1 / 25 / 1e4, 1 / 25 / 1e4]);
    expectClose(schedule(15), (1 + 1 / 25) / 2, 1);
    expectClose(schedule(65), (1 + 1 / 25 / 1e4) / 2, 1);
  });

  test("has a third phase that starts where the first one does", () => {
    const schedule = oneCycle({ peak: 1, totalSteps: 100, phases: 3, annealing: "linear" });
    expect([0, 30, 60, 100].map(schedule)).toEqual([1 / 25, 1, 1 / 25, 1 / 25 / 1e4]);
    expectClose(schedule(80), (1 / 25 + 1 / 25 / 1e4) / 2, 1);
  });

  test("puts the peak on a whole step", () => {
    const schedule = oneCycle({ peak: 0.1, totalSteps: 11 });
    expect(Math.max(...Array.from({ length: 12 }, (_, step) => schedule(step)))).toBe(0.1);
    expect(schedule(3)).toBe(0.1);
  });

  test("can start at the peak", () => {
    const schedule = oneCycle({ peak: 1, totalSteps: 10, upSteps: 0, end: 0, annealing: "linear" });
    expect([0, 5, 10].map(schedule)).toEqual([1, 0.5, 0]);
  });

  test.each([
    [{ start: 0.1, startDivisor: 2 }, "startDivisor"],
    [{ end: 0, endDivisor: 2 }, "endDivisor"],
    [{ end: 0, endRatio: 0 }, "endRatio"],
    [{ endRatio: 0, endDivisor: 2 }, "endDivisor"],
    [{ upSteps: 3, warmupFraction: 0.5 }, "warmupFraction"],
    [{ warmupFraction: 1 }, "warmupFraction"],
    [{ warmupFraction: 0.5, phases: 3 }, "warmupFraction"],
    [{ upSteps: 10 }, "upSteps"],
    [{ downSteps: 3 }, "downSteps"],
    [{ upSteps: 4, downSteps: 6, phases: 3 }, "downSteps"],
    [{ phases: 4 }, "phases"],
    [{ phases: "3" }, "phases"],
    [{ totalSteps: 1 }, "totalSteps"],
  ])("rejects %j because of %s", (options, argument) => {
    expect(refusal(() => oneCycle({ peak: 1, totalSteps: 10, ...(options as object) })).argument).toBe(
      argument,
    );
  });
});

describe("cyclic", () => {
  test("agrees with its triangle in every mode", () => {
    const steps = fc.integer({ min: 0, max: 20 });
    const modes = fc.constantFrom(
      "triangular" as const,
      "triangular2" as const,
      "exponential-range" as const,
    );
    fc.assert(
      fc.property(rates, steps, steps, modes, fc.nat(2000), (peak, up, down, mode, step) => {
        fc.pre(up + down > 0);
        const low = peak / 4;
        const gamma = mode === "exponential-range" ? { gamma: 0.99 } : {};
        const schedule = cyclic({ low, peak, upSteps: up, downSteps: down, mode, ...gamma });
        const cycle = Math.floor(step / (up + down));
        const within = step - cycle * (up + down);
        const height = { triangular: 1, triangular2: 0.5 ** cycle, "exponential-range": 0.99 ** step }[mode];
        const triangle = within < up ? within / up : 1 - (within - up) / down;
        // The steeper side magnifies the rounding of the share of the cycle that is done.
        const steepness = (up + down) / Math.min(up || down, down || up);
        expectClose(schedule(step), low + (peak - low) * triangle * height, steepness * peak);
      }),
      { numRuns: cases(1000) },
    );
  });

  test.each([
    ["peak", (triangle: number, factor: number) => 0.2 + (factor - 0.2) * triangle],
    ["amplitude", (triangle: number, factor: number) => 0.2 + 0.8 * factor * triangle],
    ["rate", (triangle: number, factor: number) => factor * (0.2 + 0.8 * triangle)],
  ] as const)("decays by cycle: %s", (decayOf, rate) => {
    const schedule = cyclic({ low: 0.2, peak: 1, upSteps: 4, downSteps: 6, peakDecay: 0.5, decayOf });
    for (const cycle of [0, 1, 2]) {
      for (const [step, triangle] of [
        [0, 0],
        [2, 0.5],
        [4, 1],
        [7, 0.5],
      ] as const)
        expectClose(schedule(10 * cycle + step), rate(triangle, 0.5 ** cycle), 1);
    }
  });

  test("falls in as many steps as it rises", () => {
    const schedule = cyclic({ low: 0, peak: 1, upSteps: 4 });
    expect([0, 2, 4, 6, 8, 12].map(schedule)).toEqual([0, 0.5, 1, 0.5, 0, 1]);
  });

  test.each([
    [{ low: 2 }, "low"],
    [{ upSteps: 0 }, "upSteps"],
    [{ gamma: 0.9 }, "gamma"],
    [{ mode: "triangular2", gamma: 0.9 }, "gamma"],
    [{ mode: "exponential-range" }, "gamma"],
    [{ mode: "triangular2", peakDecay: 0.5 }, "peakDecay"],
    [{ mode: "exponential-range", gamma: 0.9, peakDecay: 1 }, "peakDecay"],
    [{ peakDecay: -1 }, "peakDecay"],
    [{ decayOf: "height" }, "decayOf"],
  ])("rejects %j because of %s", (options, argument) => {
    const call = () => cyclic({ low: 0, peak: 1, upSteps: 5, ...(options as object) });
    expect(refusal(call).argument).toBe(argument);
  });
});
