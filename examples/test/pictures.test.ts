import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pictures } from "../src/pictures.js";

const folder = new URL("../../docs/pictures/", import.meta.url);

it.each(Object.entries(pictures))(
  "%s is what the product draws now (`npm run pictures` draws it anew)",
  (file, content) => {
    expect(readFileSync(new URL(file, folder), "utf8")).toBe(content);
  },
);

it("there is no picture that nothing draws", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(pictures).sort());
});
