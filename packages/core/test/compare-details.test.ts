/** What compare counts as a difference, where, as which share of what, and in which words. */
import {
  compare,
  constant,
  cosine,
  inverseSqrt,
  join,
  piecewiseConstant,
  type Schedule,
  scale,
  shift,
  warmupCosine,
} from "@anneal/core";
import { describe, expect, it } from "vitest";

const options = { peak: 2, warmupSteps: 10, totalSteps: 100 } as const;
const lr = warmupCosine(options);
const differenceOf = (one: Schedule, other: Schedule, totalSteps = 100) => {
  const [difference] = compare(one, other, { totalSteps }).differences;
  if (difference === undefined) throw new Error("no difference");
  return difference;
};
const reasonsOf = (one: Schedule, other: Schedule, totalSteps = 100) =>
  differenceOf(one, other, totalSteps).reasons;

describe("the numbers", () => {
  it("are differences, and shares of the first schedule's peak", () => {
    const one = constant({ value: 2 });
    const other = piecewiseConstant({ boundaries: [10, 20], values: [2, 1.5, 3] });
    expect(differenceOf(one, other, 40)).toMatchObject({
      largest: { step: 20, difference: 1, relative: 0.5 },
      mean: (10 * 0.5 + 20) / 40,
      meanRelative: (10 * 0.5 + 20) / 80,
      firstDifferent: 10,
    });
    expect(differenceOf(other, one, 40).largest).toEqual({ step: 20, difference: -1, relative: -1 / 3 });
  });

  it("are right after thousands of updates, too", () => {
    const one = constant({ value: 1 });
    const other = piecewiseConstant({ boundaries: [5_000, 5_001, 9_000], values: [1, 3, 1, 2] });
    const { peaks, differences } = compare(one, other, constant({ value: 1 }), { totalSteps: 10_000 });
    expect(peaks).toEqual([0, 5_000, 0]);
    expect(differences[0]).toMatchObject({
      largest: { step: 5_000, difference: 2 },
      mean: 1_002 / 10_000,
      firstDifferent: 5_000,
    });
    expect(differences[1]).toMatchObject({ largest: { step: 0, difference: 0, relative: 0 }, mean: 0 });
  });

  it("have no share of a peak of 0", () => {
    const difference = differenceOf(constant({ value: 0 }), constant({ value: 1 }));
    expect(difference).toMatchObject({ largest: { difference: 1, relative: 0 }, mean: 1, meanRelative: 0 });
  });

  it("that are rounding errors are ignored", () => {
    const near = scale({ schedule: lr, factor: 1 + 1e-13 });
    expect(differenceOf(lr, near)).toMatchObject({ firstDifferent: null, reasons: [] });
    const later = join({ schedules: [near, 1], boundaries: [50], rebase: false });
    expect(differenceOf(lr, later).firstDifferent).toBe(50);
    expect(differenceOf(lr, scale({ schedule: lr, factor: 1 + 1e-11 })).firstDifferent).toBe(1);
  });
});

describe("the total", () => {
  const endless = inverseSqrt({ peak: 1, warmupSteps: 10 });

  it("is the last end of those that end", () => {
    expect(compare(lr, cosine({ peak: 1, totalSteps: 70 })).totalSteps).toBe(100);
    expect(compare(cosine({ peak: 1, totalSteps: 70 }), lr).totalSteps).toBe(100);
    expect(compare(endless, lr).totalSteps).toBe(100);
    expect(compare(lr, lr, { totalSteps: 7 }).totalSteps).toBe(7);
  });

  it("is required if nothing ends, and at most fifty million", () => {
    const argument = (call: () => unknown, named = "totalSteps") =>
      expect(call).toThrow(expect.objectContaining({ argument: named }));
    argument(() => compare(constant({ value: 1 }), constant({ value: 2 })));
    argument(() => compare(endless, constant({ value: 2 })));
    argument(() => compare(lr, lr, { totalSteps: 5e7 + 1 }));
    argument(() => compare(lr, lr, { totalSteps: 1.5 }));
    argument(() => compare(lr, lr, { steps: 10 } as never), "steps");
  });
});

describe("the reasons", () => {
  it("are one factor, where there is one", () => {
    expect(reasonsOf(lr, scale({ schedule: lr, factor: 1 / 3 }))).toEqual([
      "every rate is 0.3333 times the first schedule's",
    ]);
  });

  it.each([
    [1, "one update behind"],
    [-1, "one update ahead"],
    [2, "2 updates behind"],
    [-2, "2 updates ahead"],
  ])("are a shift by %d", (steps, words) => {
    expect(reasonsOf(lr, shift({ schedule: lr, steps }))).toEqual([`the whole curve runs ${words}`]);
  });

  it("are the start, the peak and the end for larger shifts", () => {
    const reasons = reasonsOf(lr, shift({ schedule: lr, steps: 3 }));
    expect(reasons.join()).not.toContain("whole curve");
    expect(reasons).toContain("the peak is at update 13 instead of 10");
  });

  it("are a warm-up that starts differently", () => {
    const ahead = warmupCosine({ ...options, warmupRule: "(t+1)/W" });
    expect(reasonsOf(lr, ahead)).toEqual([
      "the warm-up runs one update ahead",
      "the first update is at 0.2 instead of 0",
      "the peak is at update 9 instead of 10",
    ]);
    expect(reasonsOf(ahead, lr)).toEqual([
      "the warm-up runs one update behind",
      "the first update is at 0",
      "the peak is at update 10 instead of 9",
    ]);
    expect(reasonsOf(lr, warmupCosine({ ...options, warmupPower: 2 }))).toEqual([
      "the warm-up has a different shape",
    ]);
  });

  it("are two first updates at the same rate", () => {
    const twice = join({ schedules: [0.2, lr], boundaries: [2], rebase: false });
    expect(reasonsOf(lr, twice)).toEqual([
      "updates 0 and 1 run at the same rate",
      "the first update is at 0.2 instead of 0",
    ]);
  });

  it("are a different peak, or the same peak at another update", () => {
    expect(reasonsOf(lr, warmupCosine({ ...options, peak: 1, end: 0.5 }))).toContain(
      "the peak is 1 instead of 2",
    );
    const moved = reasonsOf(lr, warmupCosine({ ...options, warmupSteps: 12 }));
    expect(moved).toContain("the peak is at update 12 instead of 10");
    expect(moved.join()).not.toContain("the peak is 2");
  });

  it("are a different last update, and the rates after the end", () => {
    const held = warmupCosine({ ...options, end: 0.5 });
    const followed = warmupCosine({ ...options, end: 0.5, afterEnd: "continue" });
    expect(reasonsOf(lr, held)).toEqual([
      `the last update is at ${Number(held(99).toPrecision(4))} instead of ${Number(lr(99).toPrecision(4))}`,
    ]);
    expect(reasonsOf(lr, followed).at(-1)).toBe("it rises again after its end");
    expect(reasonsOf(followed, lr).at(-1)).toBe(
      "it holds its last rate, while the first rises again after its end",
    );
    expect(reasonsOf(warmupCosine({ ...options, afterEnd: "continue" }), followed).join()).not.toContain(
      "rises",
    );
  });
});
