/** What is derived from the declarations of constructors. */
import { expect, test } from "vitest";
import { describeConstructors } from "../scripts/describe-constructors.mjs";
import { readReadme } from "../scripts/write-readme.mjs";
import * as core from "../src/index.js";
import { examples } from "./support/constructor-examples.js";

const entries = describeConstructors();

test("the README has the tables that the declarations give", () => {
  const { present, updated } = readReadme(core.lintRules);
  expect(present, "run: npm run readme").toBe(updated);
});

test("every constructor is described", () => {
  expect(entries.map(({ name }) => name).sort()).toEqual(Object.keys(examples).sort());
  for (const { name, formula, summary, whenToUse, whenNotTo } of entries) {
    expect([name, formula, summary, whenToUse, whenNotTo].every((text) => text.length > 0)).toBe(true);
    expect(summary.length, name).toBeLessThan(110);
  }
});

test("an option is required where the constructor rejects its absence", () => {
  for (const { name, options, example } of entries) {
    const construct = (core as unknown as Record<string, (options: object) => unknown>)[name];
    const call = examples[name]?.calls[0] ?? {};
    for (const [option, { isRequired }] of Object.entries(options)) {
      if (!isRequired) continue;
      expect(example.options, `${name}.${option}`).toHaveProperty(option);
      expect(() => construct?.({ ...call, [option]: undefined }), `${name}.${option}`).toThrow(option);
    }
  }
});

test("a correction of lint changes options that some constructor has", () => {
  const known = new Set(entries.flatMap(({ options }) => Object.keys(options)));
  const changed = Object.values(core.lintRules).flatMap(({ corrections }) =>
    corrections.flatMap(Object.keys),
  );
  expect(changed.length).toBeGreaterThan(10);
  expect(changed.filter((option) => !known.has(option))).toEqual([]);
});
