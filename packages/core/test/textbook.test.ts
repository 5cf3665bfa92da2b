/** Every formula of the textbooks is one constructor call that agrees with it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { textbookConstructors } from "../../../spec/src/textbook.js";
import { scheduleTolerance } from "../../../spec/src/tolerances.js";

interface TextbookCase {
  readonly id: string;
  readonly name: string;
  readonly args: Readonly<Record<string, number>>;
  readonly steps: readonly number[];
  readonly lr: readonly number[];
}

const cases: readonly TextbookCase[] = JSON.parse(
  readFileSync(new URL("../../../spec/golden/textbook.json", import.meta.url), "utf8"),
);

describe("textbook formulas", () => {
  test.each(cases)("$id", ({ name, args, steps, lr }) => {
    const schedule = textbookConstructors[name]?.(args);
    if (schedule === undefined) throw new Error(`no constructor call for ${name}`);
    const arithmetic = { arithmetic: "closed", powersOfRoundedBase: name === "range_test" } as const;
    const largest = Math.max(...lr);
    const wrong = steps
      .map((step, k) => ({ step, ours: schedule(step), theirs: lr[k] as number }))
      .filter(({ step, ours, theirs }) => {
        return !(Math.abs(ours - theirs) <= scheduleTolerance(arithmetic, largest, step, theirs));
      });
    expect(wrong).toEqual([]);
  });

  test("there is a call for every formula of the file, and no other", () => {
    const source = readFileSync(
      new URL("../../../spec/golden/textbook_formulas.py", import.meta.url),
      "utf8",
    );
    const formulas = [...source.matchAll(/^def (\w+)/gm)].map((match) => match[1] as string);
    expect(Object.keys(textbookConstructors).sort()).toEqual(formulas.sort());
    expect(new Set(cases.map(({ name }) => name))).toEqual(new Set(formulas));
  });
});
