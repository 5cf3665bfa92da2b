/** The range tests of other libraries: all of them run, and a wrong number anywhere is noticed. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runFinderFile } from "../src/lr-finder.js";
import type { GoldenCurve, GoldenGrid } from "../src/lr-finder-case.js";

const text = readFileSync(fileURLToPath(new URL("../golden/lr_finder.json", import.meta.url)), "utf8");
const golden = (): { curves: GoldenCurve[]; grids: GoldenGrid[] } => JSON.parse(text);
const failures = (content: unknown) =>
  runFinderFile(content).flatMap((outcome) => (outcome.status === "failed" ? [outcome.id] : []));

describe("the file", () => {
  test("passes but for the near ties, which are counted", () => {
    const outcomes = runFinderFile(golden());
    expect(failures(golden())).toEqual([]);
    const skipped = outcomes.flatMap((outcome) => (outcome.status === "skipped" ? [outcome.what] : []));
    expect(skipped.every((what) => what.startsWith("near tie of "))).toBe(true);
    expect(skipped.length).toBe(JSON.stringify(golden()).split('"stable":false').length - 1);
  });

  test("with an unknown library is run for the others", () => {
    const [curve] = golden().curves;
    const curves = [{ ...curve, results: { other: {} } }];
    expect(runFinderFile({ curves })).toEqual([{ status: "skipped", what: "range test of other" }]);
  });

  test.each([[{ curves: {} }], [{ grids: 3 }]])("with no lists is an error: %j", (content) => {
    expect(() => runFinderFile(content)).toThrow("must be lists");
  });
});

describe("a golden value that is off fails:", () => {
  const more = (share: number) => (value: unknown) => (value as number) * (1 + share);
  const next = (value: unknown) => (value as number) + 1;
  const shorter = (value: unknown) => (value as unknown[]).slice(1);
  const rate = { value: 0.1, index: 60, skip_begin: 0, skip_end: 0 };

  test.each<[string, string, (value: unknown) => unknown, string]>([
    ["a smoothed loss by a rounding", "ignite.smoothed.7", more(2 ** -52), "ignite/smoothed"],
    ["a smoothed loss in float32", "fastai.smoothed.7", more(2 ** -21), "fastai/smoothed"],
    ["a missing smoothed loss", "lightning.smoothed", shorter, "lightning/smoothed"],
    ["the index of the stop", "fastai.stop_index", next, "fastai/end"],
    ["a count", "lightning.variants.0.recorded_points", next, "lightning/variants/0/end"],
    ["the last loss", "ignite.variants.1.last_smoothed", more(1e-15), "ignite/variants/1/end"],
    ["the warning", "ignite.warned_not_diverged", () => true, "ignite/end"],
    ["an index", "pytorch_lr_finder.suggest.1.index", next, "pytorch_lr_finder/suggest 0 0"],
    ["a rate", "fastai.without_stop.valley.value", more(1e-5), "fastai/without_stop/valley"],
    ["a point", "fastai.slide_2.point.1", more(1e-5), "fastai/slide_2"],
    ["a refusal", "ignite.suggest", () => ({ error: "RuntimeError" }), "ignite/suggest"],
    ["a rate for none", "lightning.suggest.1", () => rate, "lightning/suggest 0 0"],
  ])("%s", (_, path, change, id) => {
    const { curves } = golden();
    const curve = curves[0] as GoldenCurve;
    edit(curve.results, path.split("."), change);
    expect(failures({ curves: [curve] })).toEqual([`${curve.name}/${id}`]);
  });

  test("a rate of a grid", () => {
    const { grids } = golden();
    edit(grids, "0.lrs.lightning_linear.3".split("."), more(1e-14));
    expect(failures({ grids })).toEqual([expect.stringContaining("lightning_linear")]);
  });
});

/** Changes what is at a path. */
function edit(at: unknown, [name = "", ...rest]: string[], change: (value: unknown) => unknown): void {
  const record = at as Record<string, unknown>;
  if (rest.length === 0) record[name] = change(record[name]);
  else edit(record[name], rest, change);
}
