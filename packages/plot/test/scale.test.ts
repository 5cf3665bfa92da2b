/** The axis of values: what it covers, where its ticks are, and that values keep their order. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ratesAxis, stepsAxis } from "../src/axes/horizontal-axis.js";
import { placeTicks } from "../src/axes/place-ticks.js";
import { linearScale, logScale, type Scale, valueScale } from "../src/axes/scale.js";

const value = fc.double({ min: -1e300, max: 1e300, noNaN: true });
// Subnormal numbers are too coarse for a few ticks between them.
const positive = fc.double({ min: 2 ** -1022, max: 1e300, noNaN: true });
const count = fc.integer({ min: 2, max: 12 });

function checkTicks(scale: Scale, ticks: readonly number[]): void {
  expect(ticks.length).toBeGreaterThanOrEqual(1);
  ticks.forEach((tick, i) => {
    expect(tick).toBeGreaterThanOrEqual(scale.low);
    expect(tick).toBeLessThanOrEqual(scale.high);
    if (i > 0) expect(tick).toBeGreaterThan(ticks[i - 1] ?? Number.NaN);
  });
}

describe.each([
  ["linear", value],
  ["log", positive],
] as const)("a %s scale", (kind, values) => {
  test("covers all values, with ticks on it in ascending order", () => {
    fc.assert(
      fc.property(values, values, count, (a, b, ticks) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const scale = valueScale(kind, low, high, ticks);
        for (const each of [low, high]) {
          expect(scale.share(each)).toBeGreaterThanOrEqual(-1e-9);
          expect(scale.share(each)).toBeLessThanOrEqual(1 + 1e-9);
        }
        const placed = scale.ticks(ticks);
        checkTicks(scale, placed);
        expect(placed.length).toBeLessThanOrEqual(2 * ticks + 2);
      }),
    );
  });

  test("keeps values in order", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const [low, middle, high] = [a, b, c].sort((x, y) => x - y) as [number, number, number];
        const scale = valueScale(kind, low, high, 5);
        expect(scale.share(middle)).toBeGreaterThanOrEqual(scale.share(low));
        expect(scale.share(middle)).toBeLessThanOrEqual(scale.share(high));
      }),
    );
  });
});

describe("what a linear scale shows", () => {
  test.each([
    ["the zero below rates", 3e-5, 3e-4, [0, 3e-4]],
    ["no zero far below", 0.85, 0.95, [0.84, 0.96]],
    ["a constant in the middle", 0.1, 0.1, [0, 0.2]],
    ["a constant below zero in the middle", -3, -3, [-6, 0]],
    ["zeros at the bottom", 0, 0, [0, 1]],
    ["rounding as a constant", 0.1, 0.1 + 2 ** -56, [0, 0.2]],
    ["both signs", -1, 3, [-1, 3]],
  ])("%s", (_, lowest, highest, [low, high]) => {
    const scale = valueScale("linear", lowest, highest, 5);
    expect([scale.low, scale.high]).toEqual([
      expect.closeTo(low as number, 12),
      expect.closeTo(high as number, 12),
    ]);
  });
});

describe("ticks of a log scale", () => {
  test.each([
    [3e-5, 3e-4, 12, [3e-5, 4e-5, 5e-5, 6e-5, 7e-5, 8e-5, 9e-5, 1e-4, 2e-4, 3e-4]],
    [3e-5, 3e-4, 5, [5e-5, 1e-4, 2e-4]],
    [1e-6, 1e-3, 8, [1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3]],
    [1e-6, 1e-3, 4, [1e-6, 1e-5, 1e-4, 1e-3]],
    [1e-12, 1e-2, 5, [1e-12, 1e-9, 1e-6, 1e-3]],
    [3e-4, 4e-4, 2, [3e-4, 4e-4]],
    [2e-9, 3e-4, 2, [1e-8, 1e-6, 1e-4]],
  ])("from %f to %f, about %i", (low, high, wanted, ticks) => {
    expect(logScale(low, high).ticks(wanted)).toEqual(ticks);
  });

  test("are round numbers, to the last bit", () => {
    fc.assert(
      fc.property(positive, positive, count, (a, b, wanted) => {
        const scale = valueScale("log", Math.min(a, b), Math.max(a, b), wanted);
        for (const tick of scale.ticks(wanted)) expect(String(tick)).toMatch(/^(0\.0*)?[1-9]0*(e[+-]\d+)?$/);
      }),
    );
  });
});

test("ticks of a linear scale are those of d3", () => {
  expect(linearScale(0, 3e-4).ticks(6)).toEqual([0, 5e-5, 1e-4, 1.5e-4, 2e-4, 2.5e-4, 3e-4]);
});

describe("ticks of steps", () => {
  const room = {
    place: (share: number) => 6 + share * 73,
    left: 0,
    right: 80,
    gap: 2,
    measure: (text: string) => text.length,
  };
  const range = (from: number, to: number, stride = 1) => ({ from, to, stride, count: 2 });

  test("keep their distance, stay on the axis and in the plot", () => {
    const step = fc.oneof(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    );
    fc.assert(
      fc.property(step, step, fc.integer({ min: 2, max: 20 }), (a, b, most) => {
        fc.pre(Math.abs(a - b) > 1e-290);
        const placed = placeTicks(stepsAxis(range(Math.min(a, b), Math.max(a, b))), most, room);
        expect(placed.length).toBeGreaterThanOrEqual(1);
        expect(placed.length).toBeLessThanOrEqual(most);
        placed.forEach(({ start, end, at }, i) => {
          expect(start).toBeGreaterThanOrEqual(i === 0 ? 0 : (placed[i - 1]?.end ?? 0) + 2);
          expect(end).toBeLessThanOrEqual(80);
          expect(at).toBeGreaterThanOrEqual(6);
          expect(at).toBeLessThanOrEqual(79);
        });
      }),
    );
  });

  test("are whole where the steps are", () => {
    const labels = (from: number, to: number, stride?: number) =>
      placeTicks(stepsAxis(range(from, to, stride)), 10, room).map(({ label }) => label);
    expect(labels(0, 3)).toEqual(["0", "1", "2", "3"]);
    expect(labels(0, 1, 0.01)).toEqual(
      ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"].filter((_, i) => i % 2 === 0),
    );
  });

  test("are decades on an axis of rates, at equal distances", () => {
    const placed = placeTicks(ratesAxis(1e-7, 10), 8, room);
    expect(placed.map(({ label }) => label)).toEqual([
      "1e-7",
      "1e-6",
      "1e-5",
      "1e-4",
      "1e-3",
      "1e-2",
      "1e-1",
      "1",
      "10",
    ]);
    const distances = placed.slice(1).map(({ at }, i) => at - (placed[i]?.at ?? 0));
    for (const distance of distances) expect(distance).toBeCloseTo(distances[0] ?? Number.NaN, 9);
  });
});
