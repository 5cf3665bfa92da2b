/** SVG pictures, read by a real XML parser. */
import { cosineRestarts } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plotSvg } from "../src/index.js";
import { cosine, restarts, stable } from "./support/schedules.js";
import { curves, elements, parseSvg, words } from "./support/svg.js";

const three = [
  { label: "cosine", schedule: cosine },
  { label: "stable", schedule: stable },
  { label: "restarts", schedule: restarts },
];

describe("a plot", () => {
  const root = parseSvg(plotSvg(three, { title: "Three schedules" }));

  test("is a document of its own", () => {
    expect(root.namespaceURI).toBe("http://www.w3.org/2000/svg");
    expect(root.getAttribute("viewBox")).toBe("0 0 720 400");
    expect([root.getAttribute("width"), root.getAttribute("height")]).toEqual(["720", "400"]);
  });

  test("has a title and a description that screen readers find", () => {
    expect(root.getAttribute("role")).toBe("img");
    const ids = root.getAttribute("aria-labelledby")?.split(" ") ?? [];
    const named = ids.map((id) => elements(root, "*").find((element) => element.getAttribute("id") === id));
    expect(named.map((element) => element?.localName)).toEqual(["title", "desc"]);
    expect(named[0]?.textContent).toBe("Three schedules");
    expect(named[1]?.textContent).toBe(
      "Line chart of learning rate by step, from 0 to 100k. " +
        "cosine: from 0 at 0 to 3e-5 at 100k, lowest 0 at 0, highest 3e-4 at 2k. " +
        "stable: from 0 at 0 to 0 at 100k, lowest 0 at 0, highest 3e-4 at 4k. " +
        "restarts: from 3e-4 at 0 to 0 at 100k, lowest 0 at 70k, highest 3e-4 at 0. " +
        "warm-up ends at 2k, 4k. restart at 10k, 30k. decay starts at 80k.",
    );
  });

  test("has ticks, labels, a legend and markers in words", () => {
    expect(words(root, "text")).toEqual([
      "Three schedules",
      "cosine",
      "stable",
      "restarts",
      "learning rate",
      ...["0", "5e-5", "1e-4", "1.5e-4", "2e-4", "2.5e-4", "3e-4"],
      ...["0", "20k", "40k", "60k", "80k", "100k"],
      "step",
      "warm-up ends at 2k, 4k",
      "restart at 10k, 30k",
      "decay starts at 80k",
    ]);
  });

  test("gives every curve a color and a pattern of its own", () => {
    const style = words(root, "style").join("");
    const distinct = (pattern: RegExp) =>
      new Set(Array.from(style.matchAll(pattern), ([, found]) => found)).size;
    expect(distinct(/curve-\d\{stroke-dasharray:([^}]+)\}/g)).toBe(3);
    expect(distinct(/curve-\d\{stroke:([^}]+)\}/g)).toBe(6);
    expect(curves(root)).toHaveLength(3);
  });

  test("styles nothing outside itself", () => {
    const id = root.getAttribute("id");
    const rules =
      words(root, "style")
        .join("")
        .replace(/@media[^{]*\{|\}(?=\}?$)/g, "")
        .match(/[^{}]+(?=\{)/g) ?? [];
    expect(rules.length).toBeGreaterThan(20);
    for (const selector of rules) expect(selector.startsWith(`#${id} `)).toBe(true);
  });
});

describe("ids", () => {
  const idsOf = (text: string) =>
    elements(parseSvg(text), "*").flatMap((element) => element.getAttribute("id") ?? []);

  test("are the same for the same picture and others for another", () => {
    expect(plotSvg(three)).toBe(plotSvg(three));
    const all = [
      plotSvg(three),
      plotSvg(three, { title: "a" }),
      plotSvg(three, { title: "b" }),
      plotSvg(three, { description: "c" }),
      plotSvg(three, { theme: "dark" }),
      plotSvg(three, { width: 721 }),
      plotSvg(three.slice(1)),
    ].flatMap(idsOf);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe("themes", () => {
  const style = (theme?: "auto" | "light" | "dark") =>
    words(parseSvg(plotSvg(cosine, theme === undefined ? {} : { theme })), "style").join("");

  test("are the requested theme, or both", () => {
    expect(style()).toBe(style("auto"));
    expect(style("auto")).toMatch(/fill:#ffffff.*@media \(prefers-color-scheme:dark\)\{.*fill:#0d1117/);
    expect(style("light")).toContain("fill:#ffffff");
    expect(style("dark")).toContain("fill:#0d1117");
    for (const theme of ["light", "dark"] as const) expect(style(theme)).not.toContain("@media");
    expect(style("light")).not.toContain("#0d1117");
    expect(style("dark")).not.toContain("#ffffff");
  });
});

describe("texts from any source", () => {
  const hostile = [
    `</title><script>alert("1")</script>`,
    "]]> <![CDATA[ x ]]> <!-- y -- z -->",
    `" onload='x' & &amp; &#0; &nope;`,
    "\u0000\u0001\u001b[31m\u0085 a\nb\tc",
    "\ud800 x \udfff \ufffe\uffff",
    "a\u202eb\u2066c",
    "日本語 👩‍👩‍👧‍👦 \u0301é",
  ];

  test.each(hostile)("are escaped: %j", (text) => {
    const root = parseSvg(
      plotSvg(
        [
          { label: text, schedule: cosine },
          { label: text, steps: [0, 1], values: [0, 1e-4] },
        ],
        { title: text, description: text, xLabel: text, yLabel: text, markers: [{ step: 5, label: text }] },
      ),
    );
    expect(elements(root, "script")).toEqual([]);
    const known = new Set(["title", "desc", "style", "rect", "g", "path", "text"]);
    for (const element of elements(root, "*")) expect(known).toContain(element.localName);
    const [title = ""] = words(root, "title");
    const [desc] = words(root, "desc");
    expect(desc).toBe(title);
    expect(title).not.toMatch(/[\p{Cc}\p{Surrogate}\ufffe\uffff\u202e\u2066]/u);
    const letters = (from: string) => from.replace(/[^\p{L}]/gu, "");
    expect(letters(title)).toBe(letters(text));
  });

  test("are preserved", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        const [title] = words(parseSvg(plotSvg(cosine, { title: `x${text}`, stride: 1000 })), "title");
        expect(title).toBe(`x${text}`.replace(/[\s\p{Cc}]+/gu, " ").trim());
      }),
    );
  });
});

describe("curves", () => {
  test("go from left to right, inside the axes", () => {
    const value = fc.oneof(fc.double(), fc.double({ min: -1, max: 1, noNaN: true }));
    const recorded = fc.array(value, { minLength: 1, maxLength: 200 }).map((values) => ({
      label: "recorded",
      steps: [-1, ...values.map((_, i) => i)],
      values: [1, ...values],
    }));
    fc.assert(
      fc.property(recorded, fc.constantFrom("linear", "log"), (item, scale) => {
        const root = parseSvg(plotSvg(item, { scale }));
        const axis = elements(root, "path").find((path) => path.getAttribute("class") === "axis");
        const [, left, bottom, right] =
          /^M([\d.]+) ([\d.]+)H([\d.]+)/.exec(axis?.getAttribute("d") ?? "") ?? [];
        const lines = curves(root).flat();
        expect(lines.length).toBeGreaterThan(0);
        let last = Number(left) - 0.01;
        for (const { x, y } of lines.flat()) {
          expect(x).toBeGreaterThanOrEqual(last);
          expect(x).toBeLessThanOrEqual(Number(right) + 0.01);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(Number(bottom) + 0.01);
          last = x;
        }
      }),
    );
  });

  test("are separate lines around a gap", () => {
    const item = { label: "loss", steps: [0, 1, 2, 3, 4], values: [4, 3, Number.NaN, 2, 1] };
    const root = parseSvg(plotSvg(item));
    expect(curves(root).map((lines) => lines.map((line) => line.length))).toEqual([[2, 2]]);
    expect(words(root, "text")).toContain("1 value not shown: not finite or too large");
  });
});

test("a log scale says what it skips", () => {
  const root = parseSvg(plotSvg([cosine, stable], { scale: "log" }));
  expect(words(root, "text")).toContain("3 values not shown: 0 or below, on a log scale");
  expect(words(root, "desc")[0]).toContain("learning rate on a log scale by step");
});

test("too many restarts are one marker and a count", () => {
  const schedule = cosineRestarts({ peak: 1, firstCycleSteps: 10 });
  const root = parseSvg(plotSvg(schedule, { to: 1000 }));
  expect(words(root, "text")).toContain("restart at 10 (the first of 100)");
  const long = parseSvg(plotSvg(schedule, { to: 1e6 }));
  expect(words(long, "text")).toContain("restart at 10 (the first of 1000 or more)");
  const lines = elements(root, "g")
    .filter((group) => group.getAttribute("class") === "markers")
    .flatMap((group) => elements(group, "path"));
  expect(lines).toHaveLength(2);
});

test("markers can be omitted", () => {
  expect(words(parseSvg(plotSvg(cosine, { markers: false })), "text").join()).not.toContain("warm-up");
});

test("a description replaces the one that is made", () => {
  expect(words(parseSvg(plotSvg(cosine, { description: "Up and down." })), "desc")).toEqual(["Up and down."]);
});
