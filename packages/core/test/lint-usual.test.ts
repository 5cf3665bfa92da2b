/** Lint's ranges of usual peaks and minima, at their limits. */
import { describe, expect, test } from "vitest";
import { cosine, join, linear, lint, type Schedule, warmupCosine } from "../src/index.js";

const has = (code: string, schedule: Schedule, run: Parameters<typeof lint>[1]) =>
  lint(schedule, run).some((finding) => finding.code === code);

describe("a peak for AdamW", () => {
  test.each([
    [9.9e-6, true],
    [1e-5, false],
    [3e-4, false],
    [9.9e-3, false],
    [1e-2, false],
    [1.01e-2, true],
    [1, true],
  ])("of %d: %s", (peak, isReported) => {
    const schedule = warmupCosine({ peak, warmupSteps: 300, totalSteps: 10_000, warmupRule: "(t+1)/W" });
    expect(has("peak-unusual", schedule, { totalSteps: 10_000, optimizer: "adamw" })).toBe(isReported);
    expect(has("peak-unusual", schedule, { totalSteps: 10_000, optimizer: "sgd" })).toBe(false);
  });
});

test.each([
  [5e-6, 1e-5],
  [2e-2, 1e-2],
])("the fix of a peak of %d leads to the nearest usual one, %d", (peak, nearest) => {
  const schedule = warmupCosine({ peak, warmupSteps: 300, totalSteps: 10_000, warmupRule: "(t+1)/W" });
  const finding = lint(schedule, { optimizer: "adamw" }).find(({ code }) => code === "peak-unusual");
  const factor = Number(/factor: ([\d.e-]+)/.exec(finding?.fix ?? "")?.[1]);
  expect(factor * peak).toBeCloseTo(nearest, 12);
});

describe("a minimum", () => {
  const totalSteps = 10_000;
  const ending = (endRatio: number) =>
    warmupCosine({ peak: 3e-4, endRatio, warmupSteps: 300, totalSteps, warmupRule: "(t+1)/W" });

  test.each([
    [0, false],
    [0.01, false],
    [0.012, true],
    [0.049, true],
    [0.05, false],
    [0.1, false],
    [0.15, false],
    [0.152, true],
    [0.2, true],
  ])("of %d of the peak: %s", (share, isReported) => {
    expect(has("minimum-unusual", ending(share), { totalSteps })).toBe(isReported);
  });

  test("beyond 20 % is a high end instead", () => {
    expect(has("minimum-unusual", ending(0.21), { totalSteps })).toBe(false);
    expect(has("ends-high", ending(0.21), { totalSteps })).toBe(true);
  });

  // The last of two decays: the first one has taken a share of the peak already.
  test.each([
    [1, true],
    [0.96, true],
    [0.95, true],
    [0.94, false],
    [0.5, false],
  ])("of a decay from %d of the peak: %s", (top, isReported) => {
    const peak = 1e-3;
    const first = linear({ start: peak, end: top * peak, totalSteps: 5_000 });
    const second = cosine({ peak: top * peak, end: 0.03 * peak, totalSteps: 5_000 });
    const schedule = join({ schedules: [first, second], boundaries: [5_000] });
    expect(has("minimum-unusual", schedule, { totalSteps })).toBe(isReported);
  });
});
