/** Other values beside the rate, with an axis of their own. */
import { oneCycle, piecewiseInterpolated } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { plotSvg, plotTerminal, type SecondAxis } from "../src/index.js";
import { refusal } from "./support/refusal.js";
import { cosine } from "./support/schedules.js";
import { curves, parseSvg, words } from "./support/svg.js";

const rate = oneCycle({ peak: 1e-3, totalSteps: 1000 });
const momentum = piecewiseInterpolated({
  points: [
    [0, 0.95],
    [300, 0.85],
    [1000, 0.95],
  ],
  interpolation: "cosine",
});
const second: SecondAxis = { items: momentum, yLabel: "momentum" };

describe("in SVG", () => {
  const root = parseSvg(plotSvg(rate, { second }));

  test("each curve is drawn by its own axis", () => {
    const [one = [], other = []] = curves(root).map((lines) => lines.flat());
    const top = (line: { x: number; y: number }[]) => Math.min(...line.map(({ y }) => y));
    const highest = one.find(({ y }) => y === top(one));
    const lowest = other.reduce((low, point) => (point.y > low.y ? point : low), { x: 0, y: 0 });
    expect(Math.abs((highest?.x ?? 0) - lowest.x)).toBeLessThan(10);
    expect(top(other)).toBeGreaterThan(top(one));
    expect(lowest.y - top(other)).toBeGreaterThan(150);
  });

  test("both are named, also without names of their own", () => {
    const texts = words(root, "text");
    expect(texts.slice(0, 4)).toEqual(["learning rate", "momentum (right)", "learning rate", "momentum"]);
    for (const label of ["1e-3", "0.84", "0.96"]) expect(texts).toContain(label);
    expect(words(root, "desc")[0]).toMatch(
      /^Line chart of learning rate and of momentum, on the right, by step, from 0 to 1k\. learning rate: .* momentum: from 0\.95 at 0 to 0\.95 at 1k/,
    );
  });

  test("the range is that of all curves, and the axes may differ in kind", () => {
    const long = { label: "loss", steps: [0, 2000], values: [100, 0.1] };
    const picture = parseSvg(plotSvg(rate, { second: { items: long, yLabel: "loss", scale: "log" } }));
    expect(words(picture, "text")).toContain("2k");
    expect(words(picture, "desc")[0]).toContain("and of loss on a log scale, on the right, by step");
  });
});

test("in a terminal rows keep their width, and the axis stands in one column", () => {
  for (const characters of ["braille", "ascii"] as const) {
    const rows = plotTerminal(rate, { second, characters, width: 70, height: 18 }).split("\n");
    expect(rows).toHaveLength(18);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(70);
    const ticks = rows.filter((row) => /(├|\+) 0\.\d+$/.test(row));
    expect(ticks.length).toBeGreaterThanOrEqual(3);
    expect(new Set(ticks.map((row) => row.search(/(├|\+) 0\.\d+$/))).size).toBe(1);
    expect(rows[0]).toContain("momentum (right)");
  }
});

test.each<[string, unknown]>([
  ["second", 3],
  ["second.yLabel", { items: momentum }],
  ["second.yLabel", { items: momentum, yLabel: " " }],
  ["second.items", { yLabel: "momentum" }],
  ["second.items[0].values.length", { items: [{ label: "a", steps: [1], values: [] }], yLabel: "b" }],
  ["second.items.length", { items: Array(8).fill(momentum), yLabel: "b" }],
  ["second.scale", { ...second, scale: "cubic" }],
  ["second.color", { ...second, color: "red" }],
])("%s is rejected", (argument, given) => {
  expect(refusal(() => plotSvg(cosine, { second: given as SecondAxis })).argument).toBe(argument);
});
