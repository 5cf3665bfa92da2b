/** Choices: better than those of the authors' program, ordinary schedules, and correct ranks. */
import {
  fromJSON,
  InvalidArgumentError,
  warmupConstant,
  warmupCosine,
  warmupStableDecay,
} from "@anneal/core";
import {
  annealingLaw,
  bestSchedule,
  compareSchedules,
  type FittedLaw,
  fitLossLaw,
  multiPowerLaw,
  publishedLaws,
  type ScheduleFamily,
} from "@anneal/forecast";
import { describe, expect, it, test } from "vitest";
import { isDue, sampled } from "../../core/test/support/random-cases.js";
import { finalLossOf } from "../src/choose/final-loss.js";
import { multiPowerFormula } from "./support/formula.js";
import { NAMES, reference, runOf, SIZES } from "./support/reference.js";

const { totalSteps, peak, warmupSteps, finalLoss } = reference.optimized;
const search = { totalSteps, peak, warmupSteps };

describe("the free form", () => {
  test.runIf(isDue(2, 1)).each(sampled(SIZES, 3))(
    "%sM: is no worse than the best of the authors' program",
    (size) => {
      const law = publishedLaws[`${size}M`];
      const best = bestSchedule({ law, ...search });
      const rates = Float64Array.from({ length: totalSteps }, (_, step) =>
        step < warmupSteps ? (peak * step) / (warmupSteps - 1) : best.schedule(step),
      );
      // Their program counts the cuts after warm-up only.
      const loss = multiPowerFormula(law.parameters, rates, totalSteps - 1, warmupSteps);
      expect(finalLoss[size] - loss).toBeGreaterThan(0.002);
      // The rises of warm-up add what the guide says.
      const rises = best.loss - loss;
      expect(rises).toBeGreaterThan(0.1);
      expect(rises).toBeLessThan(0.16);
      for (let step = warmupSteps + 1; step < totalSteps; step++) {
        expect(rates[step] as number).toBeLessThanOrEqual(rates[step - 1] as number);
      }
      expect(Math.max(...rates)).toBeLessThanOrEqual(peak);
      expect(Math.min(...rates.subarray(1))).toBeGreaterThan(1e-10);
    },
  );

  it("is an ordinary schedule, with its loss by the law", () => {
    const law = publishedLaws["100M"];
    const best = bestSchedule({ law, totalSteps: 3000, peak });
    expect(law.loss(best.schedule, [2999])).toEqual([best.loss]);
    expect(law.loss(fromJSON(JSON.stringify(best.schedule)), [2999])).toEqual([best.loss]);
    expect(best.schedule(0)).toBe(peak);
    for (let step = 1; step < 3000; step++)
      expect(best.schedule(step)).toBeLessThanOrEqual(best.schedule(step - 1));
    expect((best.options.points as unknown[]).length).toBeLessThan(20);
  });

  it.runIf(isDue(3, 2))("reports the additional loss of the nearest constructor", () => {
    const law = publishedLaws["400M"];
    const best = bestSchedule({ law, totalSteps: 3000, peak });
    expect(best.nearest.cost).toBeGreaterThan(0);
    expect(best.nearest.loss).toBeCloseTo(best.loss + best.nearest.cost, 12);
    expect(best.nearest.family).toBe("warmupStableDecay");
    const smooth = bestSchedule({ law, totalSteps: 3000, peak, family: "smooth" });
    expect(smooth.loss).toBeGreaterThanOrEqual(best.loss);
    expect(smooth.loss).toBeLessThan(best.nearest.loss + 1e-3);
  });
});

describe("short runs", () => {
  const law = publishedLaws["25M"];

  it.each([2, 3, 5, 10])("of %d updates have a best schedule too", (count) => {
    for (const family of ["free-form", "smooth", "warmupStableDecay"] as const) {
      const best = bestSchedule({ law, totalSteps: count, peak, family });
      expect(Number.isFinite(best.loss)).toBe(true);
      for (let step = 0; step < count; step++) expect(best.schedule(step)).toBeLessThanOrEqual(peak);
    }
  });
});

describe("families of constructors", () => {
  const law = publishedLaws["25M"];

  it.each<ScheduleFamily>(["warmupCosine", "warmupLinear", "warmupExponential", "warmupStableDecay"])(
    "%s: no neighbor of the choice is better",
    (family) => {
      const best = bestSchedule({ law, ...search, totalSteps: 5000, family });
      expect(best.family).toBe(family);
      expect(law.loss(best.schedule, [4999])).toEqual([best.loss]);
      const { end } = best.options as { end: number };
      const build = { warmupCosine, warmupStableDecay }[family as "warmupCosine"] ?? null;
      if (build === null) return;
      for (const factor of [0.8, 1.25]) {
        const other = build({
          ...(best.options as object as Parameters<typeof warmupCosine>[0]),
          end: end * factor,
        });
        expect((law.loss(other, [4999])[0] as number) - best.loss).toBeGreaterThan(-1e-9);
      }
    },
  );

  it.runIf(isDue(3, 0))("work by the annealing law too", () => {
    const annealing = annealingLaw({ L0: 2.68, A: 0.565, alpha: 0.496, C: 0.73, lambda: 0.998 });
    const plain = warmupCosine({ peak, warmupSteps: 50, totalSteps: 5000 });
    for (const family of ["free-form", "smooth", "warmupStableDecay"] as const) {
      const best = bestSchedule({ law: annealing, totalSteps: 5000, peak, warmupSteps: 50, family });
      expect(best.loss).toBeLessThan(annealing.loss(plain, [4999])[0] as number);
    }
  });
});

describe("the slopes of the final loss", () => {
  const rates = Float64Array.from({ length: 600 }, (_, i) => (i < 60 ? i + 0.5 : 640 - i) * 1e-6);

  it.each<[string, FittedLaw]>([
    ["multi-power", publishedLaws["100M"]],
    ["annealing", annealingLaw({ L0: 2.68, A: 0.565, alpha: 0.496, C: 0.73, lambda: 0.99 })],
  ])("%s: are those of differences", (_, law) => {
    const final = finalLossOf(law, rates.length);
    const slopes = new Float64Array(rates.length);
    expect(final(rates, slopes)).toBeCloseTo(law.loss(rates, [599])[0] as number, 12);
    for (const step of [0, 1, 59, 60, 300, 598, 599]) {
      const by = (change: number) => {
        const moved = Float64Array.from(rates);
        moved[step] = (rates[step] as number) + change;
        return final(moved, new Float64Array(rates.length));
      };
      const difference = (rates[step] as number) * 1e-4;
      const expected = (by(difference) - by(-difference)) / (2 * difference);
      expect(Math.abs((slopes[step] as number) / expected - 1), `step ${step}`).toBeLessThan(1e-4);
    }
  });
});

describe("comparing schedules", () => {
  const law = publishedLaws["400M"];
  const shared = { peak, warmupSteps: 500, totalSteps: 10_000 };
  const schedules = [
    { label: "constant", schedule: warmupConstant({ peak, warmupSteps: 500 }) },
    { label: "cosine", schedule: warmupCosine({ ...shared, end: peak / 10 }) },
    { label: "stable", schedule: warmupStableDecay({ ...shared, decaySteps: 2000, end: peak / 100 }) },
  ];

  it("ranks by the loss after the last update", () => {
    const ranked = compareSchedules({ law, schedules, totalSteps: 10_000 });
    expect(ranked.map(({ label }) => label)).toEqual(["stable", "cosine", "constant"]);
    const [first, second] = ranked;
    expect([first?.cost, first?.interval, first?.chance]).toEqual([0, null, null]);
    expect(second?.loss).toBe(law.loss(schedules[1]?.schedule as never, [9999])[0]);
    expect(second?.cost).toBe((second?.loss ?? 0) - (first?.loss ?? 0));
  });

  it("reports confidence", () => {
    const { law: found, resampled } = fitLossLaw(
      NAMES.map((name) => runOf("400", name)),
      { resamples: 10, pointsPerRun: 40 },
    );
    const ranked = compareSchedules({ law: found, resampled, schedules, totalSteps: 10_000 });
    expect(ranked.reduce((sum, { chance }) => sum + (chance ?? 0), 0)).toBeCloseTo(1, 12);
    for (const { interval } of ranked) expect(interval?.low).toBeLessThanOrEqual(interval?.high ?? 0);
  });
});

describe("invalid input", () => {
  const law = multiPowerLaw(publishedLaws["25M"].parameters);

  it.each<[string, object, RegExp]>([
    ["no law", { law: {} }, /law must be a law/],
    ["a run of one update", { totalSteps: 1 }, /totalSteps must be a whole number of at least 2/],
    ["a peak of 0", { peak: 0 }, /peak must be a finite number above 0/],
    ["a peak that counts as another", { peak: 1e-11 }, /peak must be at least 1e-10/],
    ["a peak that is too high", { peak: 1e300 }, /peak must be at most 10000000000/],
    ["a run that is too long", { totalSteps: 1e7 }, /totalSteps must be at most 1000000/],
    ["an unknown family", { family: "x" }, /family must be "free-form"/],
    ["a warm-up that is too long", { warmupSteps: 99 }, /warmupSteps must be at most 98/],
  ])("%s", (_, change, message) => {
    const options = { law, totalSteps: 100, peak: 1e-3, ...change } as never;
    expect(() => bestSchedule(options)).toThrow(message);
    expect(() => bestSchedule(options)).toThrow(InvalidArgumentError);
  });

  it.each<[string, object, RegExp]>([
    ["no schedules", { schedules: [] }, /schedules must be at least one schedule/],
    ["one without a name", { schedules: [{ schedule: [1] }] }, /schedules\[0\].label must be a string/],
    ["no law", { law: null }, /law must be a law/],
    [
      "rates that are all 0",
      { schedules: [{ label: "a", schedule: () => 0 }] },
      /schedules\[0\].schedule must be a schedule with a finite loss at step 1/,
    ],
    [
      "too few rates",
      { schedules: [{ label: "a", schedule: [1] }] },
      /schedules\[0\].schedule.length must be at least 2/,
    ],
    ["a run that is too long", { totalSteps: 1e12 }, /totalSteps must be at most 10000000/],
    ["resampled laws that are none", { resampled: [1] }, /resampled\[0\] must be a law/],
  ])("in a comparison: %s", (_, change, message) => {
    const schedules = [{ label: "a", schedule: [1e-3, 1e-3] }];
    expect(() => compareSchedules({ law, schedules, totalSteps: 2, ...change } as never)).toThrow(message);
  });
});
