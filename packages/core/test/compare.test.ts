/** Schedules compared update by update. */
import {
  compare,
  constant,
  cosine,
  inverseSqrt,
  scale,
  shift,
  warmupCosine,
  warmupLinear,
} from "@anneal/core";
import { describe, expect, it } from "vitest";

const lr = warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 });

describe("compare", () => {
  it("finds the largest and the mean difference, and the first update", () => {
    const other = warmupLinear({ peak: 1, warmupSteps: 10, totalSteps: 100 });
    const { totalSteps, peaks, differences } = compare(lr, other);
    expect([totalSteps, ...peaks]).toEqual([100, 10, 10]);
    const [difference] = differences;
    const all = Array.from({ length: 100 }, (_, step) => other(step) - lr(step));
    const largest = all.reduce((best, each) => (Math.abs(each) > Math.abs(best) ? each : best));
    expect(difference?.largest).toEqual({
      step: all.indexOf(largest),
      difference: largest,
      relative: largest,
    });
    expect(difference?.mean).toBeCloseTo(all.reduce((sum, each) => sum + Math.abs(each), 0) / 100, 12);
    expect(difference?.firstDifferent).toBe(11);
  });

  it("takes any number of schedules and finds equal ones", () => {
    const { differences } = compare(
      lr,
      warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 }),
      constant({ value: 1 }),
    );
    expect(differences.map(({ firstDifferent }) => firstDifferent)).toEqual([null, 0]);
    expect(differences[0]?.reasons).toEqual([]);
  });

  it.each([
    [scale({ schedule: lr, factor: 2 }), "every rate is 2 times the first schedule's"],
    [shift({ schedule: lr, steps: 1 }), "the whole curve runs one update behind"],
    [
      warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100, warmupRule: "(t+1)/W" }),
      "the first update is at 0.1 instead of 0",
    ],
    [
      warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100, end: 0.1 }),
      "the last update is at 0.1003 instead of 0.0003046",
    ],
    [warmupCosine({ peak: 1, warmupSteps: 20, totalSteps: 100 }), "the peak is at update 20 instead of 10"],
    [warmupCosine({ peak: 0.5, warmupSteps: 20, totalSteps: 100 }), "the peak is 0.5 instead of 1"],
    [
      warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100, end: 0.1, afterEnd: "continue" }),
      "it rises again after its end",
    ],
  ])("gives the reason, case %#", (other, reason) => {
    expect(compare(lr, other, { totalSteps: 100 }).differences[0]?.reasons).toContain(reason);
  });

  it("needs a total if nothing ends", () => {
    const endless = inverseSqrt({ peak: 1, warmupSteps: 3 });
    expect(() => compare(endless, endless)).toThrow("totalSteps must be given");
    expect(compare(endless, endless, { totalSteps: 50 }).differences[0]?.firstDifferent).toBeNull();
  });

  it("rejects anything but a schedule", () => {
    expect(() => compare(lr, cosine as never)).toThrow("schedules[1] must be a schedule");
    expect(() => compare(lr, lr, { totalSteps: 0 })).toThrow("totalSteps");
  });
});
