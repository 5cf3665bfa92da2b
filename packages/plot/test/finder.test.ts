/** Range tests as pictures: the axis of rates, the part of the curve that is seen, the suggestions. */
import { analyzeRangeTest, findLearningRate, rangeTestRates } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clip, valueAt, viewOf } from "../src/finder/view.js";
import { type FinderCurve, plotFinderSvg, plotFinderTerminal } from "../src/index.js";
import { refusal } from "./support/refusal.js";
import { curves, elements, parseSvg, words } from "./support/svg.js";

const rates = rangeTestRates({ start: 1e-6, end: 10, steps: 141 });
const losses = rates.map(
  (rate, i) => 2.3 + 0.2 * Math.sin(i * i) - 2 / (1 + (0.02 / rate) ** 2) + (2 * rate) ** 4,
);
const result = analyzeRangeTest({ rates, losses });
const byClass = (root: ReturnType<typeof parseSvg>, name: string) =>
  elements(root, "path").filter((path) => path.getAttribute("class")?.split(" ").includes(name));

describe("a plot of a range test", () => {
  const root = parseSvg(plotFinderSvg(result, { title: "Range test" }));

  test("has decades along it, at equal distances", () => {
    const decades = ["1e-6", "1e-5", "1e-4", "1e-3", "1e-2", "1e-1"];
    const texts = elements(root, "text").filter((text) => decades.includes(text.textContent ?? ""));
    expect(texts.map((text) => text.textContent)).toEqual(decades);
    const places = texts.map((text) => Number(text.getAttribute("x")));
    const distances = places.slice(2).map((x, i) => x - (places[i + 1] ?? 0));
    for (const distance of distances) expect(Math.abs(distance - (distances[0] ?? 0))).toBeLessThan(2);
  });

  test("names and dots every suggestion, where it is on the curve", () => {
    const texts = words(root, "text");
    for (const name of ["valley (suggested)", "steepest", "minimum / 10", "slide"]) {
      expect(texts.filter((text) => text.startsWith(`${name} at `))).toHaveLength(1);
    }
    const [smoothed = []] = curves(root)
      .filter((lines) => lines.flat().length > 2)
      .slice(-1);
    const line = smoothed.flat().map(({ x, y }) => ({ at: x, value: y }));
    const dots = byClass(root, "dot").map((path) =>
      (path.getAttribute("d") ?? "").match(/[\d.]+/g)?.map(Number),
    );
    expect(dots).toHaveLength(4);
    for (const [x = 0, y = 0] of dots as number[][]) {
      expect(Math.abs((valueAt(line, x) ?? Number.NaN) - y)).toBeLessThan(1);
    }
  });

  test("keeps texts apart and inside, whatever the suggestions", () => {
    const rate = fc.double({ min: 1e-6, max: 0.6, noNaN: true });
    const four = fc.record({ valley: rate, steepest: rate, minimum: rate, slide: rate });
    fc.assert(
      fc.property(four, (found) => {
        const at = (each: number) => ({ rate: each, point: { rate: each, loss: 1 }, index: 0 });
        const { valley, steepest, minimum, slide } = found;
        const suggestions = {
          valley: at(valley),
          steepest: at(steepest),
          minimum: at(minimum),
          slide: at(slide),
        };
        const picture = parseSvg(plotFinderSvg({ ...result, suggestions }));
        const [band] = elements(picture, "g").filter((group) => group.getAttribute("class") === "markers");
        const cut = words(picture, "text").filter((text) => text.includes("…"));
        expect(cut).toEqual([]);
        const boxes = (band === undefined ? [] : elements(band, "text")).map((text) => {
          const width = 6 * (text.textContent ?? "").length;
          const x = Number(text.getAttribute("x"));
          const start = text.getAttribute("text-anchor") === "end" ? x - width : x;
          return { start, end: start + width, y: Number(text.getAttribute("y")) };
        });
        expect(boxes).toHaveLength(4);
        boxes.forEach((box, i) => {
          expect(box.start).toBeGreaterThanOrEqual(0);
          expect(box.end).toBeLessThanOrEqual(720);
          for (const other of boxes.slice(i + 1)) {
            const apart = box.start >= other.end || other.start >= box.end;
            expect(apart || Math.abs(box.y - other.y) >= 11).toBe(true);
          }
        });
      }),
    );
  });

  test("has a description", () => {
    const [description = ""] = words(root, "desc");
    expect(description).toMatch(/^Line chart of loss by learning rate on a log scale, from 1e-6 to /);
    expect(description).toContain("smoothed: from 2.");
    expect(description).toContain("as recorded: from 2.");
  });

  test("has the pale curve behind the other, and without one if nothing was smoothed", () => {
    const kinds = byClass(root, "curve").filter((path) => path.parentNode === root);
    expect(kinds.map((path) => path.getAttribute("class"))).toEqual(["curve curve-1 faint", "curve curve-0"]);
    const raw = analyzeRangeTest({ rates, losses }, { smoothing: 0 });
    expect(byClass(parseSvg(plotFinderSvg(raw)), "faint")).toEqual([]);
  });

  test("skips what is far above, with a note", () => {
    const raw = analyzeRangeTest({ rates, losses }, { divergence: null });
    expect(Math.max(...raw.losses)).toBeGreaterThan(1e5);
    const picture = parseSvg(plotFinderSvg(raw));
    expect(words(picture, "text").join("\n")).toMatch(/\d+ losses above [34][\d.]* not shown/);
  });
});

test("a terminal has every suggestion below the rates, in its size", () => {
  for (const [width, height] of [
    [80, 20],
    [40, 14],
    [200, 50],
  ] as const) {
    const rows = plotFinderTerminal(result, { width, height }).split("\n");
    expect(rows).toHaveLength(height);
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
    if (width < 80) continue;
    for (const name of ["valley (suggested)", "steepest", "minimum / 10", "slide"]) {
      expect(rows.filter((row) => row.includes(`${name} at `))).toHaveLength(1);
    }
  }
});

test("a result from JSON gives the same plot", async () => {
  const test = await findLearningRate({ trainStep: (_, i) => (i === 20 ? Number.NaN : 3 - i / 40) });
  const copy: FinderCurve = JSON.parse(JSON.stringify(test));
  expect(plotFinderSvg(copy)).toBe(plotFinderSvg(test));
});

test("a result without suggestions is drawn without them", () => {
  const rising = analyzeRangeTest({ rates, losses: rates.map((_, i) => 1 + i / 1000) });
  expect(byClass(parseSvg(plotFinderSvg(rising)), "dot")).toEqual([]);
});

test("another library's suggestion is drawn too", () => {
  const theirs = analyzeRangeTest({ rates, losses }, { like: "pytorch-lr-finder" });
  const texts = words(parseSvg(plotFinderSvg(theirs)), "text");
  expect(texts.filter((text) => text.startsWith("steepest-index (suggested) at "))).toHaveLength(1);
});

test("whatever the losses, the curves stay in the plot", () => {
  const loss = fc.oneof(fc.double({ min: -5, max: 5 }), fc.double());
  fc.assert(
    fc.property(fc.array(loss, { minLength: 2, maxLength: 60 }), (values) => {
      const recorded = { rates: rates.slice(0, values.length), losses: values };
      const read = analyzeRangeTest(recorded, { divergence: null, skipNonFinite: Number.POSITIVE_INFINITY });
      fc.pre(read.smoothed.some((smoothed) => Math.abs(smoothed) < 1e300));
      for (const { x, y } of curves(parseSvg(plotFinderSvg(read))).flat(2)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(720);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(400);
      }
    }),
  );
});

describe("the part that is seen", () => {
  test("goes from the lowest loss to above the start", () => {
    expect(viewOf([2, 1, 1000], [3, 0.5, 2000])).toEqual({ low: 0.5, high: 3 });
    expect(viewOf([2, 1, 1.5], [2, 1, 1.6])).toEqual({ low: 1, high: 2 });
  });

  test("ends at its border, where the line crosses it", () => {
    const points = [1, 3, 5, Number.NaN, 1].map((value, at) => ({ at, value }));
    const { points: clipped, hidden } = clip(points, { low: 0, high: 4 });
    expect(clipped.map(({ at }) => at)).toEqual([0, 1, 1.5, 2, 3, 4]);
    expect(clipped[2]).toEqual({ at: 1.5, value: 4 });
    expect(hidden).toBe(1);
    expect([valueAt(clipped, 0.5), valueAt(clipped, 2), valueAt(clipped, 9), valueAt(clipped, -1)]).toEqual([
      2,
      null,
      null,
      null,
    ]);
  });
});

test("a test of very many steps is drawn", () => {
  const rates = rangeTestRates({ start: 1e-5, end: 10, steps: 200_000 });
  const losses = rates.map((rate) => 1 + rate);
  const none = { rate: null, why: "never-falls", message: "" } as const;
  const suggestions = { valley: none, steepest: none, minimum: none, slide: none };
  expect(plotFinderTerminal({ rates, losses, smoothed: losses, suggestions })).toContain("loss");
});

test.each<[string, unknown, unknown]>([
  ["result", null, {}],
  ["result.rates", { ...result, rates: "all" }, {}],
  ["result.rates.length", { ...result, rates: [1], losses: [1], smoothed: [1] }, {}],
  ["result.rates[1]", { ...result, rates: [1, 1], losses: [1, 1], smoothed: [1, 1] }, {}],
  ["result.losses.length", { ...result, rates: [1, 2], losses: [1], smoothed: [1, 1] }, {}],
  ["result.smoothed[0]", { ...result, rates: [1, 2], losses: [1, 1], smoothed: ["1", 1] }, {}],
  ["result.smoothed", { ...result, rates: [1, 2], losses: [1, 1], smoothed: [null, null] }, {}],
  ["result.smoothed", { ...result, rates: [1, 2], losses: [0, -1], smoothed: [0, -1] }, { scale: "log" }],
  ["result.suggestions", { ...result, suggestions: 3 }, {}],
  ["result.suggestions.valley.rate", { ...result, suggestions: { valley: { rate: "x" } } }, {}],
  ["result.more", { ...result, more: 1 }, {}],
  ["scale", result, { scale: "sqrt" }],
  ["width", result, { width: 10 }],
  ["markers", result, { markers: false }],
])("%s is rejected", (argument, given, options) => {
  expect(refusal(() => plotFinderSvg(given as never, options as never)).argument).toBe(argument);
});
