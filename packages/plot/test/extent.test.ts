/** How much of a schedule without an end is shown, and what can be drawn by name. */
import {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  inverseSqrt,
  type Schedule,
  scheduleFromTree,
  shift,
  stepDecay,
  sum,
  warmup,
  warmupCosine,
} from "@anneal/core";
import { describe, expect, test } from "vitest";
import { plotSvg, plotTerminal } from "../src/index.js";
import { extentOf } from "../src/tree/extent.js";

describe("a schedule without an end", () => {
  test.each<[string, Schedule, number]>([
    [
      "a cosine that rises again, for a period",
      cosine({ peak: 1, totalSteps: 100, afterEnd: "continue" }),
      200,
    ],
    ["steps, for four of them", stepDecay({ peak: 1, gamma: 0.5, every: 30 }), 120],
    ["restarts, for four cycles", cosineRestarts({ peak: 1, firstCycleSteps: 10, cycleMultiplier: 2 }), 150],
    ["exponential decay", exponential({ peak: 1, gamma: 0.5, every: 40 }), 40],
    ["an inverse root, for a few times its warm-up", inverseSqrt({ peak: 1, warmupSteps: 100 }), 500],
    [
      "a warm-up before restarts",
      warmup({ warmupSteps: 5, schedule: cosineRestarts({ peak: 1, firstCycleSteps: 10 }) }),
      45,
    ],
    ["a shifted one", shift({ schedule: stepDecay({ peak: 1, gamma: 0.5, every: 30 }), steps: 10 }), 130],
    ["a sum", sum({ schedules: [0.1, stepDecay({ peak: 1, gamma: 0.5, every: 30 })] }), 120],
  ])("is shown, and the plot says so: %s", (_, schedule, to) => {
    expect(extentOf(schedule.node)).toEqual({ to, isEndless: true });
    for (const picture of [plotTerminal(schedule), plotSvg(schedule)]) {
      expect(picture).toContain(`shown up to step ${to}: the schedule has no end`);
    }
  });

  test("ends where another one does, without a note", () => {
    const picture = plotTerminal([
      inverseSqrt({ peak: 1, warmupSteps: 10 }),
      cosine({ peak: 1, totalSteps: 70 }),
    ]);
    expect(picture).not.toContain("has no end");
    expect(extentOf(cosine({ peak: 1, totalSteps: 70 }).node)).toEqual({ to: 70, isEndless: false });
    expect(extentOf(constant({ value: 1 }).node)).toBe(null);
  });
});

describe("items", () => {
  const lr = warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 });

  test("schedules by name are items with labels", () => {
    const rate = cosine({ peak: 1, totalSteps: 100 });
    const items = [
      { label: "warm", schedule: lr },
      { label: "cold", schedule: rate },
    ];
    expect(plotTerminal({ warm: lr, cold: rate })).toBe(plotTerminal(items));
    expect(plotSvg({ warm: lr, cold: rate })).toBe(plotSvg(items));
  });

  test("a plain function is drawn as the schedule of the same values", () => {
    const options = { to: 100, markers: false } as const;
    expect(plotTerminal((step: number) => lr(step), options)).toBe(plotTerminal(lr, options));
    expect(plotTerminal({ mine: (step) => lr(step) }, options)).toBe(plotTerminal({ mine: lr }, options));
  });
});

test("the end of a warm-up is marked as such where a join has no labels", () => {
  const rise = { kind: "ramp", start: 0, end: 19, from: 0, to: 1 };
  const fall = { kind: "ramp", start: 19, end: 90, from: 1, to: 0 };
  const imported = scheduleFromTree({
    kind: "join",
    boundaries: [19],
    children: [rise, fall],
    rebase: false,
  });
  expect(plotTerminal(imported)).toContain("warm-up ends at 19");
  const triangle = {
    kind: "join",
    boundaries: [19],
    children: [{ ...rise, from: 0.5 }, fall],
    rebase: false,
  };
  expect(plotTerminal(scheduleFromTree(triangle))).toContain("join at 19");
});
