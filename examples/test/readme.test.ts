/** The README of the examples lists every program. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), "utf8");

test("every program has a row", () => {
  // The head of a program says how to run it.
  const programs = readdirSync(new URL("src", folder)).filter(
    (file) => file.endsWith(".ts") && /^ \* +(node examples\/dist\/|npm run )/m.test(read(`src/${file}`)),
  );
  expect(programs.length).toBeGreaterThan(8);
  const readme = read("README.md");
  expect(programs.filter((file) => !readme.includes(`](src/${file})`))).toEqual([]);
});
