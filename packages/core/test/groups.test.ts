/** Rates of many groups from one evaluation, against a schedule made for each group. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  clamp,
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  groupedSchedule,
  inverseSqrt,
  join,
  layerwiseDecay,
  multiStep,
  oneCycle,
  product,
  type Schedule,
  scheduleFromTree,
  shift,
  stepDecay,
  sum,
  warmupCosine,
  warmupStableDecay,
} from "../src/index.js";
import { cases } from "./support/random-cases.js";
import { refusal } from "./support/refusals.js";

describe("layerwiseDecay", () => {
  test("has the factors of BEiT and MAE: head 1, embeddings the lowest", () => {
    const factors = layerwiseDecay({ layers: 12, decay: 0.75 });
    expect(factors).toHaveLength(14);
    // decay ** (num_layers - i) for i in range(num_layers + 1), num_layers = blocks + 1
    for (const [i, factor] of factors.entries()) expect(factor).toBeCloseTo(0.75 ** (13 - i), 15);
    expect(factors[13]).toBe(1);
  });

  test("has those of ELECTRA, whose last layer is two powers below the head", () => {
    const factors = layerwiseDecay({ layers: 2, decay: 0.5, convention: "ELECTRA" });
    expect([...factors]).toEqual([0.0625, 0.125, 0.25, 1]);
  });

  test("rejects anything but a count and a factor", () => {
    expect(refusal(() => layerwiseDecay({ layers: 0, decay: 0.5 })).argument).toBe("layers");
    expect(layerwiseDecay({ layers: 100_000, decay: 1 })).toHaveLength(100_002);
    expect(refusal(() => layerwiseDecay({ layers: 100_001, decay: 1 })).argument).toBe("layers");
    expect(refusal(() => layerwiseDecay({ layers: 2, decay: 0 })).argument).toBe("decay");
  });
});

const families: Record<string, (peak: number) => Schedule> = {
  "warm-up and cosine to a fixed end": (peak) =>
    warmupCosine({ peak, end: 1e-6, warmupSteps: 50, totalSteps: 400 }),
  "cosine to a share": (peak) => cosine({ peak, endRatio: 0.1, totalSteps: 300 }),
  "restarts above a floor": (peak) =>
    cosineRestarts({ peak, end: 1e-4, firstCycleSteps: 30, cycleMultiplier: 2, peakDecay: 0.7 }),
  "one cycle": (peak) => oneCycle({ peak, totalSteps: 200 }),
  "triangles that shrink": (peak) =>
    cyclic({ low: 1e-3, peak, upSteps: 9, mode: "exponential-range", gamma: 0.99 }),
  "inverse square root": (peak) => inverseSqrt({ peak, warmupSteps: 20 }),
  steps: (peak) => multiStep({ peak, gamma: 0.1, milestones: [30, 60] }),
  stairs: (peak) => stepDecay({ peak, gamma: 0.5, every: 40 }),
  factors: (peak) => exponential({ peak, gamma: 0.9, every: 10 }),
  "stable and exponential": (peak) =>
    warmupStableDecay({
      peak,
      endRatio: 0.01,
      warmupSteps: 9,
      stableSteps: 90,
      decaySteps: 50,
      decay: "exponential",
    }),
  "a product with a fixed factor, a sum with a fixed term, a join and a shift": (peak) =>
    join({
      schedules: [
        sum({ schedules: [product({ schedules: [0.5, cosine({ peak, totalSteps: 90 })] }), 1e-3] }),
        shift({ schedule: peak, steps: 3 }),
      ],
      boundaries: [100],
    }),
  "stairs of multiples": (peak) =>
    scheduleFromTree({ kind: "stairs", boundaries: [10], values: [0, 2 * peak] }),
  "a table of multiples and fixed rates": (peak) =>
    scheduleFromTree({ kind: "table", values: [0, peak, 0.5, peak + 1, 0.25 * peak] }),
  "fixed rates alone": () => product({ schedules: [0.5, cosine({ peak: 0.1, totalSteps: 90 })] }),
  "nothing but 0": (peak) =>
    product({ schedules: [sum({ schedules: [0, 0] }), shift({ schedule: peak, steps: 3 })] }),
  "a fixed clamp of fixed rates beside a multiple": (peak) =>
    sum({
      schedules: [peak, clamp({ schedule: cosine({ peak: 2, totalSteps: 90 }), minimum: 0.5, maximum: 1 })],
    }),
  "a clamp by multiples of what is 0": (peak) => clamp({ schedule: 0, minimum: 0.1 * peak, maximum: peak }),
  "a clamp by shares": (peak) => clamp({ schedule: cosine({ peak, totalSteps: 90 }), minimum: 0.1 * peak }),
};

describe("groupedSchedule", () => {
  test.each(Object.entries(families))("%s", (_, schedule) => {
    const baseRates = [0.002, 0.1, 0.37, 1, 3];
    const groups = groupedSchedule({ schedule, baseRates });
    const own = baseRates.map(schedule);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), (step) => {
        const rates = groups.rates(step);
        for (const [i, base] of baseRates.entries()) {
          expect(Math.abs((rates[i] as number) - (own[i] as Schedule)(step))).toBeLessThanOrEqual(
            1e-14 * base,
          );
          expect(groups.rate(i, step)).toBe(rates[i]);
        }
      }),
      { numRuns: cases(60) },
    );
  });

  test("multiplies a finished schedule by factors, its end too", () => {
    const schedule = cosine({ peak: 0.4, end: 0.1, totalSteps: 10 });
    const groups = groupedSchedule({ schedule, baseRates: Float64Array.of(0.5, 1) });
    expect([...groups.rates(0), ...groups.rates(10)]).toEqual([0.2, 0.4, 0.05, 0.1]);
  });

  test("evaluates once for all groups and writes in place", () => {
    let made = 0;
    const groups = groupedSchedule({
      schedule: (peak) => {
        made += 1;
        return cosine({ peak, totalSteps: 10 });
      },
      baseRates: new Float64Array(5000).fill(0.1),
    });
    const into = new Float64Array(5000);
    expect(groups.rates(0, into)).toBe(into);
    expect(into.every((rate) => rate === 0.1)).toBe(true);
    expect(made).toBe(3);
  });

  test.each<[string, (peak: number) => Schedule]>([
    ["multiplies", (peak) => product({ schedules: [peak, cosine({ peak, totalSteps: 9 })] })],
    ["its limits are", (peak) => clamp({ schedule: cosine({ peak, totalSteps: 9 }), minimum: 0.5 })],
    ["it is geometric", (peak) => exponential({ start: peak, end: 8, totalSteps: 9 })],
    ["depends on the base rate", (peak) => cosine({ peak, totalSteps: peak })],
    [
      "shape",
      (peak) =>
        peak > 1 ? cosine({ peak, totalSteps: 9 }) : scheduleFromTree({ kind: "constant", value: peak }),
    ],
    ["its parts", (peak) => sum({ schedules: peak > 1 ? [peak, peak, peak] : [peak, peak] })],
    ["its length", (peak) => scheduleFromTree({ kind: "table", values: Array(peak).fill(peak) })],
    ["depends on the base rate", (peak) => shift({ schedule: cosine({ peak, totalSteps: 9 }), steps: peak })],
    [
      "the shape of its cycles",
      (peak) =>
        scheduleFromTree({
          kind: "cycles",
          child: { kind: "ramp", start: 0, end: 1, from: peak, to: 0 },
          length: 9,
        }),
    ],
    [
      "its limits are",
      (peak) => clamp({ schedule: cosine({ peak: 1, totalSteps: 9 }), minimum: 0.1 * peak }),
    ],
    ["its limits are", (peak) => clamp({ schedule: peak, minimum: 0.1 * peak, maximum: 5 })],
    ["its limits are", (peak) => clamp({ schedule: peak, ...(peak > 1 ? { maximum: 9 } : {}), minimum: 0 })],
    ["its limits are", (peak) => clamp({ schedule: 0.5, minimum: 0.1, maximum: 0.1 + peak })],
    [
      "not a multiple",
      (peak) => scheduleFromTree({ kind: "stairs", boundaries: [1, 2], values: [peak, peak ** 3, peak] }),
    ],
    ["not a multiple", (peak) => scheduleFromTree({ kind: "constant", value: 1e-6 * peak ** 2 })],
    ["not a multiple", (peak) => scheduleFromTree({ kind: "constant", value: Math.sqrt(peak) })],
  ])("rejects what is not affine: %s", (reason, schedule) => {
    const error = refusal(() => groupedSchedule({ schedule, baseRates: [1] }));
    expect(error.argument).toBe("schedule");
    expect(error.expected).toContain(reason);
  });

  test("rejects anything but a schedule, rates and a group", () => {
    const schedule = cosine({ peak: 1, totalSteps: 9 });
    expect(refusal(() => groupedSchedule({ schedule, baseRates: [-1] })).argument).toBe("baseRates[0]");
    const none = (() => 3) as unknown as () => Schedule;
    expect(refusal(() => groupedSchedule({ schedule: none, baseRates: [1] })).argument).toBe("schedule(1)");
    const groups = groupedSchedule({ schedule, baseRates: [1, 2] });
    expect(refusal(() => groups.rates(0, new Float64Array(3))).argument).toBe("into");
    expect(refusal(() => groups.rates(Number.NaN)).argument).toBe("step");
    const outside = refusal(() => groups.rate(2, 0));
    expect([outside.argument, outside.expected]).toEqual(["group", "a whole number from 0 to 1"]);
    for (const value of [3, null, {}]) {
      const error = refusal(() => groupedSchedule({ schedule: value as never, baseRates: [1] }));
      expect([error.argument, error.expected]).toEqual([
        "schedule",
        "a schedule, or a function of the base rate that makes one",
      ]);
    }
  });
});
