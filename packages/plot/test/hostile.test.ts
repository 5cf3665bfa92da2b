/** Texts that come from documents, and ranges that take too long. */
import { scheduleFromTree } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { shared } from "../../core/test/support/random-cases.js";
import { plotSvg, plotTerminal } from "../src/index.js";
import { clean } from "../src/text/clean.js";
import { refusal } from "./support/refusal.js";
import { cosine } from "./support/schedules.js";
import { parseSvg } from "./support/svg.js";

const hostile = [
  "\u001b[31mred\u001b[0m",
  "bell\u0007 and nul\u0000",
  "two\r\nlines\u2028three\u0085four",
  "\u202Eright to left\u2066",
  "zero\u200B\uFEFF\u200D\u00ADwidth",
  "<b>&amp;</b>\uFFFE\uFFFF",
  "half \uD800",
];

/** A join whose parts are called so. */
function labelled(labels: readonly string[]) {
  const children = labels.map((_, i) => ({ kind: "ramp", start: 0, end: 10, from: 1 + i, to: i }));
  return scheduleFromTree({
    kind: "join",
    boundaries: labels.slice(1).map((_, i) => 10 * (i + 1)),
    children,
    labels,
  });
}

describe.each(hostile)("the label %j of a join", (label) => {
  const schedule = labelled(["first", label]);

  test("reaches the terminal without control characters", () => {
    const text = plotTerminal(schedule);
    expect(text).toContain("starts at 10");
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u);
  });

  test("is well-formed in SVG", () => {
    const svg = plotSvg(schedule);
    parseSvg(svg);
    expect(svg).not.toMatch(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
  });
});

test("a label of nothing that can be read is a join", () => {
  expect(plotTerminal(labelled(["first", "\u0007\u200B"]))).toContain("join at 10");
});

test.each([
  ["an emoji that is made of several", "\u{1F469}\u{1F3FD}\u200D\u{1F680}"],
  ["accents and ideographs", "réseau 学習率"],
])("%s stays what it is", (_, text) => expect(clean(text)).toBe(text));

test.each([
  ["terminal", plotTerminal],
  ["SVG", plotSvg],
])("of 100,000 markers with names of their own, some are drawn and the others counted: %s", (_, plot) => {
  const markers = Array.from({ length: 100_000 }, (_, i) => ({ step: i / 1000, label: `marker ${i}` }));
  const picture = plot(cosine, { from: 0, to: 100, markers });
  expect(picture).toMatch(/more markers have no room/);
  expect(picture.length).toBeLessThan(1e6);
});

test("a hole among markers is rejected, however long the list is", () => {
  const markers = new Array(2 ** 32 - 1);
  expect(refusal(() => plotTerminal(cosine, { to: 10, markers }))?.argument).toBe("markers[0]");
});

describe("a range that would take over 10 seconds", () => {
  const values = new Float64Array(65_536);
  /** Takes the time that it is told, for each part. */
  const slow = (milliseconds: number) => (_: unknown, range: { readonly count: number }) => {
    const end = Date.now() + milliseconds;
    while (Date.now() < end);
    return values.subarray(0, range.count);
  };

  test("is rejected with its size and a stride that is accepted", () => {
    // 15,000 parts of 50 ms.
    const error = refusal(() => plotTerminal(cosine, { to: 1e9 - 1, sample: slow(50) }));
    expect(error?.argument).toBe("stride");
    expect(error?.message).toMatch(
      /^stride must be at least \d+: 1000000000 steps would take about \d+ seconds/,
    );
    const stride = Number(/at least (\d+)/.exec(error?.message ?? "")?.[1]);
    plotTerminal(cosine, { to: 1e9 - 1, stride: stride * 10, sample: slow(0) });
  });

  const items = [1e12, 7.77e14].flatMap((to) =>
    [cosine, (step: number) => Math.min(1, step)].map((item) => ({ to, item })),
  );
  test.each(shared(items, 4))("is rejected early to $to, with a stride that is accepted", ({ to, item }) => {
    const error = refusal(() => plotTerminal(item, { to }));
    const stride = Number(/at least ([\d.e+]+):/.exec(error?.message ?? "")?.[1]);
    plotTerminal(cosine, { to, stride, sample: slow(0) });
  });
});
