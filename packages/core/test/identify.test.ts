/** Logged curves give their constructor back, and the truth lies in the intervals. */
import * as core from "@anneal/core";
import { identify, type Schedule } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cases, isDue, shared } from "./support/random-cases.js";

type Options = Record<string, number | string | number[]>;

/** Points of a schedule, rounded to so many digits. */
function logged(schedule: Schedule, last: number, count: number, digits = 4) {
  const steps = [...new Set(Array.from({ length: count }, (_, i) => Math.round((i * last) / (count - 1))))];
  return steps.map((step) => ({ step, value: Number(schedule(step).toPrecision(digits)) }));
}

const make = (name: string, options: Options) =>
  (core as unknown as Record<string, (options: Options) => Schedule>)[name]?.(options) as Schedule;

/** The constructor is right, all points are reproduced, and every number is in its interval. */
function expectFound(name: string, options: Options, last: number, count = 50): void {
  const schedule = make(name, options);
  const points = logged(schedule, last, count);
  const found = identify(points);
  expect(found?.name, JSON.stringify(options)).toBe(name);
  for (const [option, interval] of Object.entries(found?.intervals ?? {})) {
    const truth = options[option];
    if (typeof truth !== "number") continue;
    expect(truth, option).toBeGreaterThanOrEqual(interval.minimum * (1 - 1e-9));
    expect(truth, option).toBeLessThanOrEqual(interval.maximum * (1 + 1e-9));
  }
  for (const { step, value } of points)
    expect(Number(found?.schedule(step).toPrecision(4))).toBeCloseTo(value, 12);
}

describe("identify", () => {
  const calls: [string, Options, number][] = [
    ["constant", { value: 3e-4 }, 1000],
    ["linear", { start: 1e-3, end: 0, totalSteps: 10_000 }, 9999],
    ["cosine", { peak: 1e-3, end: 1e-5, totalSteps: 5000 }, 4999],
    ["polynomial", { peak: 0.1, totalSteps: 3000, power: 2 }, 2999],
    ["exponential", { peak: 0.1, gamma: 0.999 }, 5000],
    ["stepDecay", { peak: 0.1, gamma: 0.5, every: 1000 }, 5999],
    ["multiStep", { peak: 0.1, gamma: 0.1, milestones: [3000, 6000, 8000] }, 9999],
    ["piecewiseConstant", { boundaries: [1000, 5000], values: [1e-3, 5e-4, 3e-4] }, 9999],
    ["warmupConstant", { peak: 1e-3, warmupSteps: 777 }, 5000],
    ["warmupLinear", { peak: 5e-5, warmupSteps: 300, totalSteps: 10_000, warmupRule: "(t+1)/W" }, 9999],
    ["warmupCosine", { peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: 100_000 }, 99_999],
    ["warmupPolynomial", { peak: 0.1, end: 1e-3, totalSteps: 3000, power: 2, warmupSteps: 200 }, 2999],
    [
      "warmupStableDecay",
      { peak: 0.02, warmupSteps: 100, totalSteps: 5000, decaySteps: 900, decay: "cosine" },
      4999,
    ],
    [
      "warmupStableDecay",
      { peak: 0.02, end: 1e-3, warmupSteps: 100, totalSteps: 5000, decaySteps: 900, decay: "1-sqrt" },
      4999,
    ],
    ["inverseSqrt", { peak: 1e-3, warmupSteps: 400 }, 5000],
    ["oneCycle", { peak: 0.01, totalSteps: 4000 }, 3999],
    ["cosineRestarts", { peak: 0.1, firstCycleSteps: 700, cycleMultiplier: 2, end: 1e-3 }, 4999],
    ["cyclic", { low: 1e-3, peak: 0.01, upSteps: 500 }, 4999],
    ["cyclic", { low: 1e-3, peak: 0.01, upSteps: 500, mode: "triangular2" }, 4999],
    [
      "cyclic",
      { low: 1e-3, peak: 0.01, upSteps: 300, downSteps: 500, mode: "exponential-range", gamma: 0.999 },
      4999,
    ],
    ["polynomial", { peak: 0.1, totalSteps: 3000, power: 2.663 }, 2999],
    ["exponential", { peak: 1e-4, gamma: 1.002 }, 2000],
    ["cosine", { peak: 1e-3, totalSteps: 700, afterEnd: "continue" }, 2500],
    ["warmupCosine", { peak: 1e-3, warmupSteps: 100, totalSteps: 800, afterEnd: "continue" }, 1500],
    ["warmupExponential", { peak: 1e-3, warmupSteps: 100, totalSteps: 2000, endRatio: 0.05 }, 1999],
    [
      "warmupStableDecay",
      {
        peak: 0.02,
        warmupSteps: 100,
        totalSteps: 5000,
        decaySteps: 900,
        endRatio: 0.1,
        decay: "exponential",
      },
      4999,
    ],
    ["inverseSqrt", { peak: 1e-3, warmupSteps: 400, timescale: 90 }, 5000],
    ["cosineRestarts", { peak: 0.1, firstCycleSteps: 700, peakDecay: 0.65 }, 4999],
    ["cosineRestarts", { peak: 0.1, firstCycleSteps: 300, cycleMultiplier: 1.5, peakDecay: 0.8 }, 4999],
    ["cosine", { peak: 0.1, totalSteps: 3000, timeExponent: 1.7 }, 2999],
    ["warmupCosine", { peak: 1e-3, warmupSteps: 100, totalSteps: 3000, timeExponent: 0.6 }, 2999],
    ["inverseSqrt", { peak: 1e-3, end: 1e-4, warmupSteps: 400, timescale: 90 }, 5000],
    ["warmupLinear", { peak: 1e-3, warmupSteps: 100, totalSteps: 800, afterEnd: "continue" }, 900],
    [
      "warmupStableDecay",
      {
        peak: 0.02,
        end: 1e-3,
        warmupSteps: 100,
        totalSteps: 2000,
        decaySteps: 900,
        decay: "cosine",
        afterEnd: "continue",
      },
      2500,
    ],
    [
      "oneCycle",
      {
        peak: 0.1,
        start: 0.004,
        endDivisor: 4000,
        upSteps: 300,
        downSteps: 300,
        totalSteps: 1000,
        phases: 3,
      },
      999,
    ],
  ];
  it.each(shared(calls, 7))("finds %s %j", (name, options, last) => expectFound(name, options, last));

  it("finds a cosine with a warm-up, whatever its numbers", () => {
    const numbers = fc.record({
      peak: fc.integer({ min: 1, max: 99 }).map((n) => n * 1e-5),
      endShare: fc.constantFrom(0, 0.1, 0.01),
      totalSteps: fc.integer({ min: 500, max: 50_000 }),
      warmupShare: fc.integer({ min: 4, max: 30 }),
    });
    fc.assert(
      fc.property(numbers, ({ peak, endShare, totalSteps, warmupShare }) => {
        const warmupSteps = Math.ceil((totalSteps * warmupShare) / 100);
        expectFound(
          "warmupCosine",
          { peak, end: endShare * peak, totalSteps, warmupSteps },
          totalSteps - 1,
          60,
        );
      }),
      { numRuns: cases(12) },
    );
  });

  it("finds a schedule after a warm-up that it does not have itself", () => {
    const schedule = core.warmup({
      warmupSteps: 7,
      schedule: core.stepDecay({ peak: 0.3, gamma: 0.6, every: 11 }),
    });
    const found = identify(logged(schedule, 59, 60));
    expect(found?.name).toBe("warmup");
    expect(found?.options).toEqual({
      warmupSteps: 7,
      schedule: { name: "stepDecay", options: { peak: 0.3, gamma: 0.6, every: 11 } },
    });
    expect(found?.intervals["schedule.gamma"]?.minimum).toBeLessThanOrEqual(0.6);
  });

  it.runIf(isDue(3, 2))("finds cycles of a tanh", () => {
    const options = {
      peak: 0.1,
      firstCycleSteps: 20,
      cycleMultiplier: 2,
      peakDecay: 0.8,
      cycles: 3,
      decay: "tanh",
      lower: -4,
      upper: 4,
    } as const;
    expect(identify(logged(core.restarts(options), 150, 151))?.options).toEqual(options);
  });

  it.runIf(isDue(3, 0))("finds lengths that are no whole steps", () => {
    const inTokens = core.warmupCosine({ peak: 3e-4, warmupSteps: 300_000, totalSteps: 3_000_000 });
    const found = identify(logged(core.stretch({ schedule: inTokens, factor: 1 / 2999 }), 1000, 60));
    expect(found?.name).toBe("stretch");
    expect(found?.options).toMatchObject({ schedule: { name: "warmupCosine" }, factor: 1e-4 });
    for (const [length, truth] of [
      ["warmupSteps", 3e9 / 2999],
      ["totalSteps", 3e10 / 2999],
    ] as const) {
      const { minimum, maximum } = found?.intervals[`schedule.${length}`] ?? { minimum: 0, maximum: 0 };
      expect(minimum).toBeLessThanOrEqual(truth);
      expect(maximum).toBeGreaterThanOrEqual(truth);
    }
  });

  it("finds a line after a curve without an end", () => {
    const trunk = core.inverseSqrt({ peak: 0.3, warmupSteps: 100 });
    const schedule = core.branchDecay({ schedule: trunk, at: 800, decaySteps: 200, decay: "linear" });
    const found = identify(logged(schedule, 1020, 103));
    expect(found).toMatchObject({
      name: "branchDecay",
      options: {
        schedule: { name: "inverseSqrt", options: { peak: 0.3, warmupSteps: 100 } },
        at: 800,
        decaySteps: 200,
      },
    });
  });

  it.runIf(isDue(3, 1))("finds rates below 0, and a momentum", () => {
    const cycle = core.oneCycle({ peak: 0.1, start: 0, end: 0, totalSteps: 1000, upSteps: 300 });
    const rise = core.warmupLinear({ peak: 1e-3, warmupSteps: 50, totalSteps: 900 });
    const curves: readonly [string, core.Schedule][] = [
      ["scale", core.scale({ schedule: rise, factor: -1 })],
      ["sum", core.sum({ schedules: [rise, core.scale({ schedule: 3e-4, factor: -1 })] })],
      ["sum", core.sum({ schedules: [0.95, core.scale({ schedule: cycle, factor: -1 })] })],
    ];
    for (const [name, schedule] of curves) {
      const points = logged(schedule, 999, 60);
      const found = identify(points);
      expect(found?.name).toBe(name);
      for (const { step, value } of points) expect(found?.schedule(step)).toBeCloseTo(value, 4);
    }
  });

  it("finds a curve that was computed in float32", () => {
    const lr = core.cosine({ peak: 1, totalSteps: 1000, afterEnd: "continue" });
    // In float32, the cosine near its lowest point is a difference of two numbers around 1.
    const values = (step: number) => Number((1 - Math.fround(1 - lr(step))).toPrecision(4));
    const steps = Array.from({ length: 80 }, (_, i) => (i < 40 ? 25 * i : 960 + i));
    const found = identify(steps.map((step) => ({ step, value: values(step) })));
    expect(found?.options).toEqual({ peak: 1, totalSteps: 1000, afterEnd: "continue" });
  });

  it.runIf(isDue(3, 2))("names the nearest constructor of a curve that none reproduces", () => {
    const lr = core.warmupCosine({ peak: 1e-3, warmupSteps: 50, totalSteps: 1000 });
    const points = logged(lr, 999, 60).map(({ step, value }) => ({
      step,
      value: value * (1 + 0.02 * Math.sin(step * step)),
    }));
    expect(identify(points)).toBeNull();
    const near = core.identifyNearest(points);
    expect(near?.name).toBe("warmupCosine");
    expect(near?.deviation).toBeLessThan(3e-5);
    const { step, value } = points.find((each) => each.step === near?.deviationStep) ?? { step: 0, value: 0 };
    expect(Math.abs((near?.schedule(step) ?? 0) - value)).toBe(near?.deviation);
  });

  it("finds parts one after the other", () => {
    const schedule = core.join({
      schedules: [0.02, core.cosine({ peak: 0.05, end: 0.01, totalSteps: 40 })],
      boundaries: [20],
    });
    const found = identify(logged(schedule, 69, 70));
    expect(found?.options).toEqual({
      schedules: [
        { name: "constant", options: { value: 0.02 } },
        { name: "cosine", options: { peak: 0.05, end: 0.01, totalSteps: 40 } },
      ],
      boundaries: [20],
    });
    expect(found?.intervals["boundaries[0]"]).toEqual({ minimum: 19, maximum: 20 });
  });

  it("finds a polynomial of any power", () => {
    const numbers = fc.record({
      power: fc.integer({ min: 5, max: 40 }).map((n) => n / 10),
      totalSteps: fc.integer({ min: 300, max: 5000 }),
    });
    fc.assert(
      fc.property(numbers, ({ power, totalSteps }) => {
        fc.pre(power !== 1);
        expectFound("polynomial", { peak: 0.01, totalSteps, power }, totalSteps - 1);
      }),
      { numRuns: cases(6) },
    );
  });

  it("says what the log leaves open", () => {
    const lr = core.warmupCosine({ peak: 3e-4, warmupSteps: 2000, totalSteps: 100_000 });
    const found = identify(logged(lr, 50_000, 50, 3));
    expect(found?.options).toMatchObject({ peak: 3e-4, warmupSteps: 2000, totalSteps: 100_000 });
    const { warmupSteps, totalSteps } = found?.intervals ?? {};
    expect(warmupSteps?.minimum).toBeLessThanOrEqual(2000);
    expect(totalSteps?.maximum).toBeGreaterThan(100_000);
    expect((totalSteps?.maximum ?? 0) - (totalSteps?.minimum ?? 0)).toBeLessThan(5000);
  });

  it("takes arrays, gaps, any order and full precision", () => {
    const lr = core.warmupLinear({ peak: 1e-3, warmupSteps: 37, totalSteps: 911 });
    const steps = [0, 900, 5, 36, 37, 38, 100, 101, 500, 700];
    const found = identify({ steps, values: steps.map(lr) });
    expect(found?.name).toBe("warmupLinear");
    expect(found?.options).toEqual({ peak: 1e-3, warmupSteps: 37, totalSteps: 911 });
    expect(found?.intervals.warmupSteps).toEqual({ minimum: 37, maximum: 37 });
  });

  it("gives null where nothing fits", () => {
    const points = Array.from({ length: 60 }, (_, i) => ({ step: i, value: 1 + Math.abs(Math.sin(i * i)) }));
    expect(identify(points)).toBeNull();
  });

  it.each<[string, Parameters<typeof identify>[0], string]>([
    [
      "two points",
      [
        { step: 0, value: 1 },
        { step: 1, value: 1 },
      ],
      "points.length",
    ],
    [
      "a fractional step",
      [
        { step: 0.5, value: 1 },
        { step: 1, value: 1 },
        { step: 2, value: 1 },
      ],
      "points[0].step",
    ],
    ["a rate that is not finite", { steps: [0, 1, 2], values: [1, Number.NaN, 1] }, "points.values[1]"],
    ["lists of two lengths", { steps: [0, 1, 2], values: [1, 1] }, "points.values.length"],
  ])("refuses %s", (_, points, argument) => {
    expect(() => identify(points)).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument }),
    );
  });
});
