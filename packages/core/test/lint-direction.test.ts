/** Lint finds parts that lead the wrong way, whatever the constructor, and nothing else for it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import { applyFix } from "./support/apply-fix.js";
import { cases } from "./support/random-cases.js";

const peak = fc.constantFrom(1e-6, 3e-4, 1e-2, 0.5);
const times = fc.double({ min: 1.001, max: 1e4, noNaN: true });
const steps = fc.integer({ min: 2, max: 3_000 });
const sizes = fc.record({ peak, times, warmupSteps: steps, decaySteps: steps });

/** Every curve with an end of its own, given a peak and an end. */
const decays: Record<
  string,
  (peak: number, end: number, warmupSteps: number, decaySteps: number) => core.Schedule
> = {
  warmupCosine: (peak, end, warmupSteps, decaySteps) =>
    core.warmupCosine({ peak, end, warmupSteps, totalSteps: warmupSteps + decaySteps }),
  warmupLinear: (peak, end, warmupSteps, decaySteps) =>
    core.warmupLinear({ peak, end, warmupSteps, totalSteps: warmupSteps + decaySteps }),
  warmupPolynomial: (peak, end, warmupSteps, decaySteps) =>
    core.warmupPolynomial({ peak, end, power: 2, warmupSteps, totalSteps: warmupSteps + decaySteps }),
  warmupExponential: (peak, end, warmupSteps, decaySteps) =>
    core.warmupExponential({ peak, end, warmupSteps, totalSteps: warmupSteps + decaySteps }),
  warmupStableDecay: (peak, end, warmupSteps, decaySteps) =>
    core.warmupStableDecay({ peak, end, warmupSteps, stableSteps: 10, decaySteps }),
  cosine: (peak, end, _, totalSteps) => core.cosine({ peak, end, totalSteps }),
  polynomial: (peak, end, _, totalSteps) => core.polynomial({ peak, end, power: 0.9, totalSteps }),
  tanh: (peak, end, _, totalSteps) => core.tanh({ peak, end, totalSteps }),
  rex: (peak, end, _, totalSteps) => core.rex({ peak, end, totalSteps }),
  linearCosine: (peak, end, _, totalSteps) => core.linearCosine({ peak, end, totalSteps }),
  oneCycle: (peak, end, warmupSteps, decaySteps) =>
    core.oneCycle({ peak, end, totalSteps: warmupSteps + decaySteps }),
  cosineRestarts: (peak, end, _, firstCycleSteps) => core.cosineRestarts({ peak, end, firstCycleSteps }),
  "cosine by parts": (peak, end, warmupSteps, totalSteps) =>
    core.join({
      schedules: [core.warmupConstant({ peak, warmupSteps }), core.cosine({ peak, end, totalSteps })],
      boundaries: [warmupSteps],
      labels: ["warm-up", "decay"],
    }),
  "scaled and shifted": (peak, end, warmupSteps, decaySteps) => {
    const schedule = core.warmupCosine({
      peak: peak / 4,
      end: end / 4,
      warmupSteps,
      totalSteps: warmupSteps + decaySteps,
    });
    return core.scale({ schedule, factor: 4 });
  },
};

describe.each(Object.entries(decays))("%s", (_, make) => {
  const codes = (schedule: core.Schedule, run: core.LintRun) =>
    core.lint(schedule, run).map(({ code }) => code);

  test("is found where the end is above the peak, and fixed", () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ peak, times, warmupSteps, decaySteps }, isKnown) => {
        const schedule = make(peak, times * peak, warmupSteps, decaySteps);
        const run = isKnown ? { totalSteps: warmupSteps + decaySteps + 20, optimizer: "adamw" } : {};
        const found = core.lint(schedule, run).find(({ code }) => code === "end-above-peak");
        expect(found?.severity).toBe("error");
        expect(codes(schedule, run)).not.toContain("peak-unusual");
        const fixed = applyFix(schedule, found?.fix ?? "");
        expect(codes(fixed, run)).not.toContain("end-above-peak");
        const values = core.sample(fixed, { count: warmupSteps + decaySteps + 20 });
        // A tanh begins a little beside its peak.
        expect(values.reduce((most, value) => Math.max(most, value), 0)).toBeLessThanOrEqual(
          Math.max(peak, schedule(0)) * (1 + 1e-9),
        );
      }),
      { numRuns: cases(30) },
    );
  });

  test("is not where it is the peak, or below", () => {
    const share = fc.constantFrom(1e-9, 1e-3, 0.1, 0.999, 1);
    fc.assert(
      fc.property(sizes, share, fc.boolean(), ({ peak, warmupSteps, decaySteps }, ratio, isKnown) => {
        const schedule = make(peak, ratio * peak, warmupSteps, decaySteps);
        const run = isKnown ? { totalSteps: warmupSteps + decaySteps } : {};
        expect(codes(schedule, run).filter((code) => code.endsWith("above-peak"))).toEqual([]);
      }),
      { numRuns: cases(30) },
    );
  });
});

describe("a warm-up", () => {
  const warm = (peak: number, warmupFrom: number, warmupSteps: number) =>
    core.warmupCosine({ peak, warmupFrom, warmupSteps, totalSteps: 2 * warmupSteps });

  test("is found where it falls, and fixed", () => {
    fc.assert(
      fc.property(peak, times, steps, (peak, times, warmupSteps) => {
        const schedule = warm(peak, times * peak, warmupSteps);
        const [found] = core.lint(schedule);
        expect(found?.code).toBe("warm-up-above-peak");
        const fixed = applyFix(schedule, found?.fix ?? "");
        expect(core.lint(fixed).map(({ code }) => code)).not.toContain("warm-up-above-peak");
        expect(fixed(0)).toBeLessThanOrEqual(peak);
        expect(fixed(warmupSteps)).toBe(schedule(warmupSteps));
      }),
      { numRuns: cases(30) },
    );
  });

  test("is not where it rises, or stays", () => {
    for (const from of [0, 1e-5, 3e-4]) {
      expect(core.lint(warm(3e-4, from, 100)).map(({ code }) => code)).not.toContain("warm-up-above-peak");
    }
  });
});

describe("schedules that rise intentionally", () => {
  const line = (from: number, to: number, end: number) =>
    core.linear({ start: from, end: to, totalSteps: end });
  test.each<[string, core.Schedule]>([
    ["a range test", core.exponential({ start: 1e-7, end: 10, totalSteps: 100 })],
    ["a straight range test", line(1e-5, 1, 100)],
    ["a warm-up that waits", core.join({ schedules: [1e-6, line(1e-6, 1e-3, 100)], boundaries: [50] })],
    [
      "a warm-up in two pieces",
      core.join({ schedules: [line(0, 1e-4, 50), line(1e-4, 1e-3, 100)], boundaries: [50] }),
    ],
    ["a first phase that a cut run never leaves", core.oneCycle({ peak: 0.1, totalSteps: 1000 })],
    ["a triangle", core.cyclic({ low: 0.01, peak: 0.1, upSteps: 20 })],
  ])("%s", (_, schedule) => {
    for (const run of [{}, { totalSteps: 200 }]) {
      const codes = core.lint(schedule, run).map(({ code }) => code);
      expect(codes.filter((code) => code.endsWith("above-peak"))).toEqual([]);
    }
  });
});
