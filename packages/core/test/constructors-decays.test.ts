/** Decays against their formulas, written here a second time with the engine's own functions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  cosine,
  exponential,
  inverseSqrt,
  linear,
  noam,
  polynomial,
  type Schedule,
  warmupStableDecay,
} from "../src/index.js";
import { cosineShare, expectClose, rates, totals } from "./support/formulas.js";
import { cases } from "./support/random-cases.js";
import { refusal } from "./support/refusals.js";

const ends = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true }));
/** Where in the schedule to look: before, at and after both ends, and between them, in shares of the whole. */
const shares = fc.oneof(fc.constantFrom(0, 1, 1.5), fc.double({ min: 0, max: 2, noNaN: true }));

describe("decays from a peak to an end", () => {
  const shapes: readonly {
    name: string;
    make: (peak: number, end: number, totalSteps: number, power: number) => Schedule;
    share: (u: number, power: number) => number;
  }[] = [
    {
      name: "linear",
      make: (start, end, totalSteps) => linear({ start, end, totalSteps }),
      share: (u) => 1 - u,
    },
    {
      name: "cosine",
      make: (peak, end, totalSteps) => cosine({ peak, end, totalSteps }),
      share: cosineShare,
    },
    {
      name: "cosine with a power",
      make: (peak, end, totalSteps, exponent) => cosine({ peak, end, totalSteps, exponent }),
      share: (u, power) => cosineShare(u) ** power,
    },
    {
      name: "polynomial",
      make: (peak, end, totalSteps, power) => polynomial({ peak, end, totalSteps, power }),
      share: (u, power) => (1 - u) ** power,
    },
    {
      name: "1-sqrt",
      make: (peak, end, decaySteps) =>
        warmupStableDecay({ peak, end, warmupSteps: 0, stableSteps: 0, decaySteps, decay: "1-sqrt" }),
      share: (u) => 1 - Math.sqrt(u),
    },
    {
      name: "half-life",
      make: (peak, end, decaySteps) =>
        warmupStableDecay({ peak, end, warmupSteps: 0, stableSteps: 0, decaySteps, decay: "half-life" }),
      share: (u) => 2 * 0.5 ** u - 1,
    },
  ];

  test.each(shapes)("$name", ({ make, share }) => {
    const powers = fc.constantFrom(1, 2, 3, 0.5, 1.7);
    fc.assert(
      fc.property(rates, ends, totals, powers, shares, (peak, end, totalSteps, power, where) => {
        const schedule = make(peak, end, totalSteps, power);
        const step = Math.round(where * totalSteps);
        const kept = share(Math.min(step / totalSteps, 1), power);
        expectClose(schedule(step), end + (peak - end) * kept, Math.max(peak, end));
        // Exact where it starts and where it ends, and held there.
        expect(schedule(0)).toBe(peak);
        for (const after of [totalSteps, totalSteps + 1, 2 ** 53]) expect(schedule(after)).toBe(end);
      }),
      { numRuns: cases(500) },
    );
  });

  test("continue after the end if requested", () => {
    expect(linear({ start: 1, end: 0, totalSteps: 4, afterEnd: "continue" })(6)).toBe(-0.5);
    expect(polynomial({ peak: 1, totalSteps: 4, power: 2, afterEnd: "continue" })(6)).toBe(0.25);
    const wave = cosine({ peak: 1, end: 0.5, totalSteps: 4, afterEnd: "continue" });
    expect([4, 6, 8, 12].map(wave)).toEqual([0.5, 0.75, 1, 0.5]);
  });

  test("turn at each half cycle", () => {
    const wave = cosine({ peak: 1, end: 0, totalSteps: 12, halfCycles: 3 });
    expect([0, 4, 8, 12, 16].map(wave)).toEqual([1, 0, 1, 0, 0]);
  });

  test("take their end as a share of the peak", () => {
    expect(cosine({ peak: 0.3, endRatio: 0.1, totalSteps: 10 }).node).toStrictEqual(
      cosine({ peak: 0.3, end: 0.1 * 0.3, totalSteps: 10 }).node,
    );
    expect(refusal(() => cosine({ peak: 0.3, end: 0, endRatio: 0, totalSteps: 10 })).argument).toBe(
      "endRatio",
    );
  });

  test("can't continue where the formula has no value", () => {
    const error = refusal(() => polynomial({ peak: 1, totalSteps: 4, power: 0.5, afterEnd: "continue" }));
    expect(error.argument).toBe("afterEnd");
  });

  test("take at least one step", () => {
    expect(refusal(() => cosine({ peak: 1, totalSteps: 0 })).argument).toBe("totalSteps");
  });
});

describe("exponential", () => {
  test("by a factor", () => {
    const gammas = fc.double({ min: 0.9, max: 1, noNaN: true });
    fc.assert(
      fc.property(rates, gammas, fc.integer({ min: 1, max: 50 }), totals, (peak, gamma, every, step) => {
        const power = gamma ** (step / every);
        expectClose(exponential({ peak, gamma, every })(step), peak * power, peak);
        const stairs = exponential({ peak, gamma, every, staircase: true })(step);
        expectClose(stairs, peak * gamma ** Math.floor(step / every), peak);
      }),
      { numRuns: cases(500) },
    );
  });

  test("by a factor close to 1 loses nothing in a long run", () => {
    const gamma = 0.99999948;
    // 0.99999948^1000000, by a calculation with 50 digits.
    expectClose(exponential({ peak: 1, gamma })(1e6), 0.594520467621707, 1);
  });

  test("by a rate of decay", () => {
    fc.assert(
      fc.property(rates, fc.double({ min: 1e-6, max: 2, noNaN: true }), totals, (peak, decay, step) => {
        expectClose(exponential({ peak, rate: decay })(step), peak * Math.exp(-decay * step), peak);
      }),
      { numRuns: cases(500) },
    );
    expect(exponential({ peak: 0.1, rate: 0 })(1e9)).toBe(0.1);
    expect(exponential({ peak: 0.1, rate: 1e-320 })(1e9)).toBe(0.1);
    expect(exponential({ peak: 0, rate: 0.5 })(3)).toBe(0);
  });

  test("between two rates, exact at both ends", () => {
    const sweep = exponential({ start: 1e-7, end: 10, totalSteps: 8 });
    expect(sweep(0)).toBe(1e-7);
    expectClose(sweep(4), 1e-3, 1e-3);
    expect([8, 9].map(sweep)).toEqual([10, 10]);
    expectClose(exponential({ start: 1, end: 4, totalSteps: 2, afterEnd: "continue" })(3), 8, 8);
  });

  test("never falls below its minimum", () => {
    const schedule = exponential({ peak: 1, gamma: 0.5, minimum: 0.2 });
    expect([0, 1, 2, 3, 1000].map(schedule)).toEqual([1, 0.5, 0.25, 0.2, 0.2]);
  });

  test.each([
    [{ peak: 1, gamma: 0.5, rate: 1 }, "rate"],
    [{ peak: 1, gamma: 0.5, start: 1 }, "start"],
    [{ peak: 1, gamma: 0.5, totalSteps: 3 }, "totalSteps"],
    [{ peak: 1, rate: 0.5, every: 3 }, "every"],
    [{ peak: 1, start: 1, end: 2, totalSteps: 3 }, "peak"],
    [{ peak: 1 }, "gamma"],
    [{ start: 1, totalSteps: 3 }, "end"],
    [{ start: 0, end: 1, totalSteps: 3 }, "start"],
    [{ start: 1, end: 0, totalSteps: 3 }, "end"],
    [{ start: 1e-300, end: 1e300, totalSteps: 3 }, "end"],
  ])("rejects %j because of %s", (options, argument) => {
    expect(refusal(() => exponential(options as never)).argument).toBe(argument);
  });
});

describe("inverse square roots", () => {
  test("inverseSqrt falls from an exact peak", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 10_000 }), totals, (peak, warmupSteps, after) => {
        const schedule = inverseSqrt({ peak, warmupSteps });
        const step = warmupSteps + after;
        expectClose(schedule(step), peak * Math.sqrt(warmupSteps / step), peak);
        expect(schedule(warmupSteps)).toBe(peak);
        expectClose(schedule(warmupSteps - 1), (peak * (warmupSteps - 1)) / warmupSteps, peak);
      }),
      { numRuns: cases(500) },
    );
  });

  test("inverseSqrt takes a timescale, 10,000 steps without a warm-up", () => {
    expect(inverseSqrt({ peak: 0.5, warmupSteps: 2, timescale: 3 })(11)).toBe(0.25);
    expect(inverseSqrt({ peak: 0.5, warmupSteps: 0 })(30_000)).toBe(0.25);
  });

  test("noam", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4096 }),
        fc.integer({ min: 1, max: 8000 }),
        totals,
        (d, w, step) => {
          const s = step + 1;
          const largest = (d * w) ** -0.5;
          const expected = d ** -0.5 * Math.min(s ** -0.5, s * w ** -1.5);
          expectClose(noam({ modelSize: d, warmupSteps: w })(step), expected, largest);
        },
      ),
      { numRuns: cases(500) },
    );
    expectClose(noam({ modelSize: 512, warmupSteps: 4000, factor: 2 })(3999), 2 * 6.987712429686844e-4, 1e-3);
  });
});
