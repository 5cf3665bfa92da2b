/** Pictures for a terminal. */
import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { type PlotItem, plotTerminal } from "../src/index.js";
import { cosine, restarts, stable } from "./support/schedules.js";

const two = [
  { label: "cosine", schedule: cosine },
  { label: "stable", schedule: stable },
];

/** The escape sequences of colors and bold, which are the only ones there are. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one.
const ESCAPES = /\u001b\[(?:1|22|39|38;5;\d+)m/g;

describe("a plot", () => {
  test("of one schedule", () => {
    expect(plotTerminal(cosine, { width: 50, height: 12 })).toMatchInlineSnapshot(`
      "learning rate
      3e-4 ┤ ⡏⠉⠉⠉⠒⠒⠢⠤⣀⣀
           │ ⡇         ⠉⠒⠢⠤⣀
      2e-4 ┤⢰⠁              ⠉⠒⠤⣀
           │⢸                   ⠉⠲⠤⣀
           │⢸                       ⠉⠒⠤⣀
      1e-4 ┤⢸                           ⠉⠒⠤⢄⡀
           │⡇                               ⠈⠉⠒⠢⠤⢄⣀⣀⡀
         0 ┤⡇                                       ⠈⠉⠉⠉
           └┬─────────────────────┬────────────────────┬
      step  0                    50k                100k
             ▲ warm-up ends at 2k"
    `);
  });

  test("of two schedules, 40 by 10, with a title", () => {
    expect(plotTerminal(two, { width: 40, height: 10, title: "Two schedules" })).toMatchInlineSnapshot(`
      "Two schedules
      learning rate  ● cosine  ▲ stable
      3e-4 ┤⢸⢹●⠉⠉⠛▲⠛⠭⠭⣉●⠉⠉⠉▲⠉⠉⠉⠉⠉⠉⠉⠉▲⠉⠉⠣⡀
      2e-4 ┤⢸⡇          ⠉⠉⠒⠢⢤⣀⡀         ⠈⢢⡀
      1e-4 ┤⣸⠁                ⠈⠉●⠒⠤⢄⣀⡀    ⠉⠢⡀
         0 ┤⡏                        ⠈⠉⠉⠒●⠒⠒⠓▲
           └┬────────────────┬───────────────┬
      step  0               50k           100k
             ▲ warm-up ends at 2k, 4k
                  decay starts at 80k ▲"
    `);
  });

  test("in blocks", () => {
    expect(plotTerminal(restarts, { width: 50, height: 12, characters: "blocks" })).toMatchInlineSnapshot(`
      "learning rate
      3e-4 ┤▀▖    ▛▀▄         ▐▀▀▜▄▄
           │ ▐    ▌  ▚▖       ▐     ▀▚▄
      2e-4 ┤  ▚   ▌   ▝▄      ▐        ▀▄
           │  ▝▖  ▌    ▝▖     ▐          ▀▄▖
           │   ▐  ▌     ▝▄    ▐            ▝▙▖
      1e-4 ┤    ▚ ▌       ▚   ▐              ▝▚▖
           │    ▝▖▌        ▚▖ ▐                ▝▀▄▄
         0 ┤     ▚▌         ▝▚▟                   ▝▀▀▄▄▄
           └┬───────────┬────────────┬───────────┬──────
      step  0          20k          40k         60k
                  ▲           ▲ restart at 10k, 30k"
    `);
  });

  test("in ASCII", () => {
    expect(plotTerminal(two, { width: 50, height: 14, characters: "ascii" })).toMatchInlineSnapshot(`
      "learning rate  * cosine  o stable
      3e-4 + *******ooooooooooooooooooooooooooo
           | *o      *****                     o
           | *o           ****                  oo
      2e-4 + *                *****               o
           | *                    ****             o
      1e-4 +*o                        ****          o
           |*o                            *****     oo
           |*                                  *********
         0 +*                                          o
           ++---------------------+--------------------+
      step  0                    50k                100k
             ^^ warm-up ends at 2k, 4k
                          decay starts at 80k ^"
    `);
  });

  test("on a log scale, with a note about what it can't show", () => {
    expect(plotTerminal(stable, { width: 50, height: 14, scale: "log" })).toMatchInlineSnapshot(`
      "learning rate
      1e-4 ┤ ⡜⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠒⠢⠤⣀
           │⢸                                        ⠉⢆
           │⢸                                          ⡇
           │⡸                                          ⡇
      1e-6 ┤⡇                                          ⡇
           │⡇                                          ⢸
           │⠃                                          ⢸
      1e-8 ┤                                           ⠸
           └┬─────────────────────┬────────────────────┬
      step  0                    50k                100k
              ▲ warm-up ends at 4k
                          decay starts at 80k ▲
      2 values not shown: 0 or below, on a log scale"
    `);
  });

  test("of a recorded curve with a gap, its own markers and labels", () => {
    const steps = Array.from({ length: 41 }, (_, i) => 10 * i);
    const values = steps.map((step) => (step > 250 && step < 300 ? Number.NaN : 2.5 - step / 200));
    const item = { label: "loss", steps, values };
    const markers = [{ step: 300, label: "resumed" }];
    const options = { width: 50, height: 12, yLabel: "", xLabel: "epoch", markers };
    expect(plotTerminal(item, options)).toMatchInlineSnapshot(`
      "● loss
          3 ┤
            │⠑⠒⠢⠤⠤●⣀
          2 ┤       ⠉⠉⠒⠒⠒⠢⠤⢄⣀⡀
            │                ●⠉⠑⠒⠒⠤⠤⠤⣀⣀
          1 ┤                          ⠉     ⠤⢄⣀⡀
            │                                   ⠈⠉⠉●⠒⠤⠤⣀
          0 ┤
            └┬────────────────────┬────────────────────┬
      epoch  0                   200                 400
                              resumed at 300 ▲
      4 values not shown: not finite or too large"
    `);
  });

  test("in color", () => {
    const flat = [0, 1].map((value) => ({ label: `at ${value}`, steps: [0, 9], values: [value, value] }));
    const text = plotTerminal(flat, { width: 32, height: 8, color: true, title: "Title" });
    expect(text.replaceAll("\u001b", "␛")).toMatchInlineSnapshot(`
      "␛[1mTitle␛[22m
      learning rate  ␛[38;5;32m●␛[39m at 0  ␛[38;5;208m▲␛[39m at 1
         1 ┤␛[38;5;208m⠉⠉⠉⠉⠉⠉▲⠉⠉⠉⠉⠉⠉⠉▲⠉⠉⠉⠉⠉⠉⠉▲⠉⠉⠉␛[39m
           │
       0.5 ┤
         0 ┤␛[38;5;32m⣀⣀●⣀⣀⣀⣀⣀⣀⣀●⣀⣀⣀⣀⣀⣀⣀●⣀⣀⣀⣀⣀⣀⣀␛[39m
           └┬─────────────┬───────────
      step  0             5"
    `);
  });
});

test("color changes nothing but the color", () => {
  for (const characters of ["braille", "blocks", "ascii"] as const) {
    const plain = plotTerminal([...two, restarts], { title: "Three", characters });
    const colored = plotTerminal([...two, restarts], { title: "Three", characters, color: true });
    expect(plain).not.toContain("\u001b");
    expect(colored).toContain("\u001b[38;5;32m");
    expect(colored.replace(ESCAPES, "")).toBe(plain);
  }
});

test("ASCII plots are ASCII", () => {
  const text = plotTerminal([...two, restarts], {
    title: "x".repeat(200),
    characters: "ascii",
    scale: "log",
  });
  expect(text).toMatch(/^[\n\x20-\x7e]+$/);
});

test("overlapping curves are distinguishable without color", () => {
  const text = plotTerminal(Array(8).fill(cosine), { width: 120, height: 24 });
  const picture = text.split("\n").slice(4).join("\n");
  for (const glyph of "●▲■◆○△□◇") expect(picture).toContain(glyph);
});

test("the same call gives the same text", () => {
  expect(plotTerminal(two)).toBe(plotTerminal(two));
});

describe("every plot", () => {
  const label = fc.oneof(
    fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
    fc.constantFrom(
      "学習率のスケジュール",
      "👩‍👩‍👧‍👦 family",
      "\u001b[31mred\u001b[0m",
      "line\nbreak\r\ttab",
      "a\u202eb",
      "\ud800 half",
    ),
  );
  const named = label.map((text) => `x${text}`);
  const value = fc.oneof(fc.double(), fc.double({ min: 0, max: 1, noNaN: true }));
  const recorded = fc
    .tuple(named, fc.array(value, { minLength: 1, maxLength: 50 }))
    .map(([name, values]) => ({
      label: name,
      steps: [-1, ...values.map((_, i) => i)],
      values: [1, ...values],
    }));
  const item: fc.Arbitrary<PlotItem> = fc.oneof(
    recorded,
    fc.constantFrom(cosine, stable, restarts),
    named.map((text) => ({ label: text, schedule: stable })),
  );
  const options = fc.record(
    {
      width: fc.integer({ min: 40, max: 200 }),
      height: fc.integer({ min: 14, max: 50 }),
      characters: fc.constantFrom("braille", "blocks", "ascii"),
      scale: fc.constantFrom("linear", "log"),
      title: label,
      yLabel: label,
      xLabel: label,
      color: fc.boolean(),
      markers: fc.array(fc.record({ step: fc.integer({ min: 0, max: 100_000 }), label: named }), {
        maxLength: 4,
      }),
    },
    { requiredKeys: ["width", "height"] },
  );

  test("has the requested height and at most the requested width, without trailing blanks", () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), options, (items, given) => {
        const rows = plotTerminal(items, { ...given, stride: 100 }).split("\n");
        expect(rows).toHaveLength(given.height);
        for (const row of rows) {
          const visible = row.replace(ESCAPES, "");
          expect(visible).not.toMatch(/\p{Cc}/u);
          expect(stringWidth(visible)).toBeLessThanOrEqual(given.width);
          expect(visible.trimEnd()).toBe(visible);
        }
      }),
      { numRuns: cases(200) },
    );
  });
});
