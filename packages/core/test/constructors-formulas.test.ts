/** Each constructor against its formula, written here a second time with the engine's own functions. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  inverseSqrt,
  linear,
  multiStep,
  noam,
  oneCycle,
  piecewiseConstant,
  piecewiseInterpolated,
  polynomial,
  type Schedule,
  stepDecay,
  warmupStableDecay,
} from "../src/index.js";
import { refusal } from "./support/refusals.js";

const rates = fc.double({ min: 1e-6, max: 1, noNaN: true });
const ends = fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true }));
const totals = fc.integer({ min: 1, max: 100_000 });
/** Where in the schedule to look: before, at and after both ends, and between them, in shares of the whole. */
const shares = fc.oneof(fc.constantFrom(0, 1, 1.5), fc.double({ min: 0, max: 2, noNaN: true }));

const cosineShare = (u: number): number => (1 + Math.cos(Math.PI * u)) / 2;

/** Within 1e-15 of the largest rate of the schedule, the bound of the numerics contract. */
function expectClose(value: number, expected: number, largest: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-15 * largest);
}

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
      { numRuns: 500 },
    );
  });

  test("go on after the end where they are told to", () => {
    expect(linear({ start: 1, end: 0, totalSteps: 4, afterEnd: "continue" })(6)).toBe(-0.5);
    expect(polynomial({ peak: 1, totalSteps: 4, power: 2, afterEnd: "continue" })(6)).toBe(0.25);
    const wave = cosine({ peak: 1, end: 0.5, totalSteps: 4, afterEnd: "continue" });
    expect([4, 6, 8, 12].map(wave)).toEqual([0.5, 0.75, 1, 0.5]);
  });

  test("turn around as often as there are half cycles", () => {
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

  test("refuse to go on where the formula has no value", () => {
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
      { numRuns: 500 },
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
      { numRuns: 500 },
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
  ])("refuses %j because of %s", (options, argument) => {
    expect(refusal(() => exponential(options as never)).argument).toBe(argument);
  });
});

describe("changes at chosen steps", () => {
  test("stepDecay", () => {
    const schedule = stepDecay({ peak: 0.1, gamma: 0.1, stepSize: 30 });
    for (const step of [0, 29, 30, 59, 60, 299]) {
      expectClose(schedule(step), 0.1 * 0.1 ** Math.floor(step / 30), 0.1);
    }
  });

  test("multiStep, where a milestone may count twice", () => {
    const schedule = multiStep({ peak: 1, gamma: 0.5, milestones: [2, 4, 4] });
    expect([0, 1, 2, 3, 4, 5].map(schedule)).toEqual([1, 1, 0.5, 0.5, 0.125, 0.125]);
    expect(multiStep({ peak: 0.1, gamma: 0.5, milestones: [] })(9)).toBe(0.1);
  });

  test("piecewiseConstant", () => {
    const schedule = piecewiseConstant({ boundaries: [2, 4], values: [0.3, 0.2, 0.1] });
    expect([-1, 0, 1, 2, 3, 4, 1e6].map(schedule)).toEqual([0.3, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1]);
  });

  test.each([
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [4, 2] }), "milestones[1]"],
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [2.5] }), "milestones[0]"],
    [() => multiStep({ peak: 1, gamma: 0.5, milestones: [-1] }), "milestones[0]"],
    [() => piecewiseConstant({ boundaries: [2, 1], values: [1, 2, 3] }), "boundaries[1]"],
    [() => piecewiseConstant({ boundaries: [2], values: [1] }), "values.length"],
    [() => piecewiseConstant({ boundaries: [2], values: [1, -1] }), "values[1]"],
  ])("refuse %o because of %s", (call, argument) => {
    expect(refusal(call).argument).toBe(argument);
  });
});

describe("piecewiseInterpolated", () => {
  const points = [
    [2, 1],
    [6, 3],
    [10, 2],
  ] as const;

  test.each(["linear", "cosine", "geometric"] as const)(
    "%s goes through its points and holds outside",
    (way) => {
      const schedule = piecewiseInterpolated({ points, interpolation: way });
      expect([0, 2, 6, 10, 11].map(schedule)).toEqual([1, 1, 3, 2, 2]);
    },
  );

  test("takes the way that it is told between them", () => {
    expect(piecewiseInterpolated({ points })(3)).toBe(1.5);
    expectClose(piecewiseInterpolated({ points, interpolation: "cosine" })(3), 3 - 2 * cosineShare(0.25), 3);
    expectClose(piecewiseInterpolated({ points, interpolation: "geometric" })(3), 3 ** 0.25, 3);
  });

  test("jumps where two points share a step, and is constant through one point", () => {
    const jump = piecewiseInterpolated({
      points: [
        [0, 1],
        [4, 1],
        [4, 2],
        [8, 0],
      ],
    });
    expect([3, 4, 6, 8].map(jump)).toEqual([1, 2, 1, 0]);
    expect(piecewiseInterpolated({ points: [[5, 0.1]] }).node).toEqual(constant({ value: 0.1 }).node);
  });

  test.each([
    [[], "points"],
    [[[0, 1, 2]], "points[0]"],
    [[0, 1], "points[0]"],
    [[[0.5, 1]], "points[0][0]"],
    [[[0, -1]], "points[0][1]"],
    [
      [
        [3, 1],
        [2, 1],
      ],
      "points[1]",
    ],
  ])("refuses %j because of %s", (wrong, argument) => {
    expect(refusal(() => piecewiseInterpolated({ points: wrong as never })).argument).toBe(argument);
  });

  test("refuses a geometric way to 0", () => {
    const wrong = [...points, [20, 0]] as const;
    const call = () => piecewiseInterpolated({ points: wrong, interpolation: "geometric" });
    expect(refusal(call).argument).toBe("points[3][1]");
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
      { numRuns: 500 },
    );
  });

  test("inverseSqrt takes a timescale, 10,000 steps where there is no warm-up", () => {
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
      { numRuns: 500 },
    );
    expectClose(noam({ modelSize: 512, warmupSteps: 4000, factor: 2 })(3999), 2 * 6.987712429686844e-4, 1e-3);
  });
});

describe("cosineRestarts", () => {
  test("counts its cycles by going through them", () => {
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
      { numRuns: 500 },
    );
  });

  test("starts each cycle at its peak", () => {
    const peaks = cosineRestarts({ peak: 0.8, firstCycleSteps: 10, cycleMultiplier: 2, peakDecay: 0.5 });
    expect([0, 10, 30, 70].map(peaks)).toEqual([0.8, 0.4, 0.2, 0.1]);
  });

  test("is at its end after the last cycle, and after shrinking ones", () => {
    const limited = cosineRestarts({ peak: 1, end: 0.1, firstCycleSteps: 10, cycles: 2 });
    expect([10, 20, 25, 1e9].map(limited)).toEqual([1, 0.1, 0.1, 0.1]);
    const shrinking = cosineRestarts({ peak: 1, end: 0.1, firstCycleSteps: 10, cycleMultiplier: 0.5 });
    expect([10, 15, 20, 1e9].map(shrinking)).toEqual([1, 1, 0.1, 0.1]);
  });
});

describe("oneCycle", () => {
  test("goes from a 25th of the peak to it and to a 10,000th of the first rate", () => {
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
  ])("refuses %j because of %s", (options, argument) => {
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
      { numRuns: 1000 },
    );
  });

  test("comes down in as many steps as it went up", () => {
    const schedule = cyclic({ low: 0, peak: 1, upSteps: 4 });
    expect([0, 2, 4, 6, 8, 12].map(schedule)).toEqual([0, 0.5, 1, 0.5, 0, 1]);
  });

  test.each([
    [{ low: 2 }, "low"],
    [{ upSteps: 0 }, "upSteps"],
    [{ gamma: 0.9 }, "gamma"],
    [{ mode: "triangular2", gamma: 0.9 }, "gamma"],
    [{ mode: "exponential-range" }, "gamma"],
  ])("refuses %j because of %s", (options, argument) => {
    const call = () => cyclic({ low: 0, peak: 1, upSteps: 5, ...(options as object) });
    expect(refusal(call).argument).toBe(argument);
  });
});
