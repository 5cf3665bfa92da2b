/** docs/features.md: fresh, and with a reason for every gap. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { libraryNames, metricNames, scheduleNames } from "@anneal/interop";
import { expect, test } from "vitest";
import { featuresPage } from "../src/features/page.js";
import { constructors, gaps } from "../src/features/parity.js";

const page = featuresPage(fileURLToPath(new URL("../golden", import.meta.url)));

test("the page is what a run gives now (`npm run features` writes it anew)", () => {
  expect(readFileSync(new URL("../../docs/features.md", import.meta.url), "utf8")).toBe(page);
});

test("every row of a schedule passes whole, or says why not", () => {
  const rows = [...page.matchAll(/^\| `([^`]+)` \| (\d+) of (\d+)[^|]*\|.*\| (.*)\|$/gm)];
  expect(rows.length).toBeGreaterThan(100);
  for (const [line, name, passed, all, remarks] of rows) {
    if (passed !== all) expect(remarks?.trim(), `${name}: ${line}`).not.toBe("");
  }
});

test("what is written by hand speaks of names that exist", () => {
  const ids = new Set(
    libraryNames.flatMap((library) =>
      [...scheduleNames(library), ...metricNames(library)].map((name) => `${library}/${name}`),
    ),
  );
  for (const id of [...Object.keys(constructors), ...Object.keys(gaps).filter((key) => key.includes("/"))]) {
    expect(ids.has(id), id).toBe(true);
  }
});

test("a folder where a case fails gives no page", () => {
  expect(() => featuresPage("/nowhere")).toThrow("can't be read");
});
