/**
 * Writes the table of constructors in this package's README from their declarations.
 *
 *   node scripts/write-readme.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { describeConstructors } from "./describe-constructors.mjs";

const readme = new URL("../README.md", import.meta.url);
const BEGIN = "<!-- The table is written by `npm run readme`. -->\n";
const END = "<!-- End of the table. -->\n";

/** The README as it is, and with a table that is up to date. */
export function readReadme() {
  const present = readFileSync(readme, "utf8");
  const begin = present.indexOf(BEGIN) + BEGIN.length;
  const end = present.indexOf(END);
  if (begin < BEGIN.length || end < begin) throw new Error("the README has lost the marks around its table");
  return { present, updated: `${present.slice(0, begin)}\n${table()}\n${present.slice(end)}` };
}

function table() {
  const rows = describeConstructors().map(({ name, options, formula, whenToUse }) => {
    const required = Object.entries(options).flatMap(([option, { isRequired }]) =>
      isRequired ? [option] : [],
    );
    const call = required.length === 0 ? `${name}({ ... })` : `${name}({ ${required.join(", ")} })`;
    return `| \`${call}\` | ${formula} | ${whenToUse} |\n`;
  });
  return ["| constructor | value at `step` | use it for |\n", "| --- | --- | --- |\n", ...rows].join("");
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(readme, readReadme().updated);
