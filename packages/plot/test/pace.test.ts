/** Whether a picture would take too long, by a clock of the test's own. */
import { describe, expect, test } from "vitest";
import { Pace } from "../src/curves/pace.js";

/** Adds parts that take so many milliseconds each. @returns The recommended stride, or null. */
function refusedStride(total: number, part: number, times: (index: number) => number): number | null {
  let now = 0;
  const pace = new Pace(total, 1, () => now);
  try {
    for (let done = 0, index = 0; done < total; done += part, index++) {
      now += times(index);
      pace.add(Math.min(part, total - done));
    }
    return null;
  } catch (error) {
    return Number(/at least ([\d.e+]+):/.exec((error as Error).message)?.[1]);
  }
}

describe("a pace", () => {
  test("does not count what is prepared before the first values", () => {
    expect(refusedStride(1e6, 256, (index) => (index === 0 ? 60_000 : 1))).toBe(null);
  });

  test("rejects what takes over 10 seconds, and takes what it recommends, at half the speed, too", () => {
    for (const milliseconds of [5, 50, 1000, 20_000]) {
      const stride = refusedStride(1e6, 256, () => milliseconds);
      expect(stride).toBeGreaterThan(1);
      const rest = Math.ceil(1e6 / (stride as number));
      expect(refusedStride(rest, 256, () => 2 * milliseconds)).toBe(null);
    }
    expect(refusedStride(1e6, 256, () => 2)).toBe(null);
  });
});
