import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pictures } from "../src/pictures.js";

const folder = new URL("../../docs/pictures/", import.meta.url);

it.each(Object.entries(pictures))("%s is up to date (`npm run pictures` draws it again)", (file, content) => {
  expect(readFileSync(new URL(file, folder), "utf8")).toBe(content);
});

it("every file is drawn by the program", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(pictures).sort());
});
