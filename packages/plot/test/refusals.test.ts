/** What can't be drawn is refused with an error that names it. */
import { constant, type Schedule } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { plotSvg, plotTerminal } from "../src/index.js";
import { refusal } from "./support/refusal.js";
import { cosine } from "./support/schedules.js";

type Plot = (items: unknown, options?: unknown) => string;

const recorded = (steps: unknown, values: unknown) => ({ label: "loss", steps, values });

describe.each([
  ["plotTerminal", plotTerminal as Plot],
  ["plotSvg", plotSvg as Plot],
])("%s", (name, plot) => {
  test.each<[string, unknown, string]>([
    ["no items", [], "items.length"],
    ["too many items", Array(9).fill(cosine), "items.length"],
    ["nothing", undefined, "items"],
    ["a function that returns no number", [cosine, () => "1"], "items[1]"],
    ["a function without a range", () => 1, "to"],
    ["names of nothing", {}, "items.length"],
    ["a name of something else", { cosine, other: 3 }, "items[1].schedule"],
    ["a hole", Array(2), "items[0]"],
    ["a label without a schedule", { label: "a" }, "items.schedule"],
    ["a schedule without a label", [{ schedule: cosine }], "items[0].label"],
    ["a label of blanks", { label: " \n", schedule: cosine }, "items.label"],
    ["a label that is no text", { label: 3, schedule: cosine }, "items.label"],
    ["an unknown field", { label: "a", schedule: cosine, color: "red" }, "items.color"],
    ["steps without values", { label: "a", steps: [1] }, "items.values"],
    ["no steps", recorded([], []), "items.steps"],
    ["a detached array", recorded(detached(), [1]), "items.steps"],
    ["steps that are text", recorded("12", [1, 2]), "items.steps"],
    ["bytes without a type", recorded(new DataView(new ArrayBuffer(8)), [1]), "items.steps"],
    ["fewer values than steps", recorded([1, 2], [1]), "items.values.length"],
    ["a step that is not finite", recorded([1, Number.NaN], [1, 2]), "items.steps[1]"],
    ["steps that go back", recorded([1, 3, 2], [1, 2, 3]), "items.steps[2]"],
    ["a value that is no number", recorded([1, 2], [1, "2"]), "items.values[1]"],
    ["no value that is finite", recorded([1, 2], [Number.NaN, Infinity]), "items.values"],
    ["a schedule that never changes, without a range", constant({ value: 1 }), "to"],
    ["one recorded step, without a range", recorded([5], [1]), "to"],
  ])("rejects %s", (_, items, argument) => {
    expect(refusal(() => plot(items)).argument).toBe(argument);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ["a start that is not a number", { from: Number.NaN }, "from"],
    ["an end that is infinite", { to: Number.POSITIVE_INFINITY }, "to"],
    ["an end before the start", { from: 10, to: 9 }, "to"],
    ["an end at the start", { from: 10, totalSteps: 10 }, "totalSteps"],
    ["a start after everything", { from: 1e9 }, "to"],
    ["two ends", { to: 10, totalSteps: 10 }, "totalSteps"],
    ["an endless range", { from: -1e308, to: 1e308 }, "to"],
    ["a stride of nothing", { stride: 0 }, "stride"],
    ["a range of too many steps", { to: 2 ** 53 }, "stride"],
    ["an unknown scale", { scale: "sqrt" }, "scale"],
    ["a title that is no text", { title: 3 }, "title"],
    ["markers of another kind", { markers: "all" }, "markers"],
    ["a marker without a step", { markers: [{ label: "a" }] }, "markers[0].step"],
    ["a marker without a label", { markers: [{ step: 1, label: "" }] }, "markers[0].label"],
    ["a sampler that is no function", { sample: 3 }, "sample"],
    ["a sampler of too few values", { sample: () => new Float64Array(1) }, "sample"],
    [
      "a sampler of another type",
      { sample: (_: Schedule, { count }: { count: number }) => Array(count).fill(1) },
      "sample",
    ],
    ["a width that is too small", { width: 20 }, "width"],
    ["a width that is too large", { width: 1e6 }, "width"],
    ["a fraction of a height", { height: 20.5 }, "height"],
    ["an unknown option", { colors: true }, "colors"],
  ])("rejects %s", (_, options, argument) => {
    expect(refusal(() => plot(cosine, options)).argument).toBe(argument);
  });

  test("rejects a log scale for values that are never above 0", () => {
    const error = refusal(() => plot([cosine, recorded([1, 2], [0, -1])], { scale: "log" }));
    expect(error.argument).toBe("items[1].values");
    expect(error.message).toContain("above 0, because the scale is log");
  });

  test("rejects options that are not an object", () => {
    expect(refusal(() => plot(cosine, null)).argument).toBe("options");
    expect(refusal(() => plot(cosine, 80)).message).toContain(name === "plotSvg" ? "theme" : "characters");
  });

  test("accepts the largest allowed input", () => {
    expect(plot(Array(8).fill(cosine), { to: 1000, height: 400 })).toContain("schedule 8");
    expect(plot(cosine, { from: 2 ** 53 - 10, to: 2 ** 53 })).toContain("9,007,199,254,740,990");
    expect(plot(cosine, { to: 2 ** 53, stride: 2 ** 40 })).toContain("8000T");
  });
});

test("plotTerminal rejects what only it takes", () => {
  const plot = plotTerminal as Plot;
  expect(refusal(() => plot(cosine, { color: "yes" })).argument).toBe("color");
  expect(refusal(() => plot(cosine, { characters: "dots" })).argument).toBe("characters");
  expect(refusal(() => plot(cosine, { theme: "dark" })).argument).toBe("theme");
});

test("plotSvg rejects what only it takes", () => {
  const plot = plotSvg as Plot;
  expect(refusal(() => plot(cosine, { theme: "blue" })).argument).toBe("theme");
  expect(refusal(() => plot(cosine, { description: 3 })).argument).toBe("description");
  expect(refusal(() => plot(cosine, { color: true })).argument).toBe("color");
});

test("a size that leaves no room for the curves is rejected with one that does", () => {
  const many = Array.from({ length: 8 }, (_, i) => ({
    label: `${i} ${"long ".repeat(20)}`,
    schedule: cosine,
  }));
  for (const [plot, options] of [
    [plotTerminal as Plot, { width: 32, height: 8 }],
    [plotSvg as Plot, { width: 240, height: 160 }],
  ] as const) {
    const error = refusal(() => plot(many, options));
    expect(error.argument).toBe("height");
    const height = Number(/at least (\d+)/.exec(error.message)?.[1]);
    expect(height).toBeGreaterThan(options.height);
    expect(refusal(() => plot(many, { ...options, height: height - 1 })).argument).toBe("height");
    expect(plot(many, { ...options, height })).not.toBe("");
  }
});

function detached(): Float64Array {
  const array = new Float64Array(1);
  structuredClone(array, { transfer: [array.buffer] });
  return array;
}
