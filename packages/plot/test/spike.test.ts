/** A single step among ten million is seen. */
import { constant } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { plotSvg, plotTerminal, type SampleFunction } from "../src/index.js";
import { curves, elements, parseSvg } from "./support/svg.js";

const STEPS = 10_000_000;
const SPIKE = 7_654_321;

const schedule = constant({ value: 0.1 });
const asked: { start: number; count: number; stride: number }[] = [];
const sample: SampleFunction = (_, range) => {
  asked.push(range);
  const values = new Float64Array(range.count).fill(0.1);
  if (SPIKE >= range.start && SPIKE < range.start + range.count) values[SPIKE - range.start] = 1;
  return values;
};

const steps = Float64Array.from({ length: STEPS }, (_, step) => step);
const values = new Float64Array(STEPS).fill(0.1);
values[SPIKE] = 1;

const share = SPIKE / (STEPS - 1);

describe.each([
  ["a schedule", schedule, { sample, to: STEPS - 1 }],
  ["a recorded curve", { label: "recorded", steps, values }, {}],
] as const)("of %s", (_, item, options) => {
  test("in the terminal: the only thing in the top row, where it belongs", () => {
    const width = 100;
    const [, top = ""] = plotTerminal(item, { ...options, width, height: 16 }).split("\n");
    const gutter = top.indexOf("┤") + 1;
    const drawn = top.slice(gutter);
    expect(drawn.trim()).toHaveLength(1);
    expect(Math.abs(drawn.length - 1 - share * (width - gutter - 1))).toBeLessThanOrEqual(1);
  });

  test("in the SVG: one point at the top, where it belongs, in a path that stays small", () => {
    const svg = plotSvg(item, { ...options, markers: false });
    const [line = []] = curves(parseSvg(svg))[0] ?? [];
    const [left = 0, right = 0] = [line[0]?.x, line.at(-1)?.x];
    const grid = elements(parseSvg(svg), "path").filter((path) => path.getAttribute("class") === "grid");
    const top = Math.min(...grid.map((path) => Number(/ ([\d.]+)H/.exec(path.getAttribute("d") ?? "")?.[1])));
    const atTop = line.filter(({ y }) => Math.abs(y - top) < 1);
    expect(atTop).toHaveLength(1);
    expect(atTop[0]?.x).toBeCloseTo(left + share * (right - left), 1);
    expect(svg.length).toBeLessThan(5000);
  });
});

test("a schedule is evaluated once per step, in order, in small parts", () => {
  asked.length = 0;
  plotTerminal(schedule, { sample, to: STEPS - 1 });
  let next = 0;
  for (const { start, count, stride } of asked) {
    expect([start, stride]).toEqual([next, 1]);
    expect(count).toBeLessThanOrEqual(65_536);
    next += count;
  }
  expect(next).toBe(STEPS);
});
