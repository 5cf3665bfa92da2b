/**
 * Writes the tables in this package's README: constructors and lint rules, from their declarations.
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

/**
 * The README as it is, and with tables that are up to date.
 *
 * @param {Readonly<Record<string, import("@anneal/core").LintRule>>} rules The rules of lint by code.
 */
export function readReadme(rules) {
  const present = readFileSync(readme, "utf8");
  const [start, ...rest] = present.split(BEGIN);
  const tables = [constructorTable(), ruleTable(rules)];
  if (rest.length !== tables.length)
    throw new Error(`the README needs ${tables.length} tables between its marks`);
  const parts = rest.map((part, i) => {
    const end = part.indexOf(END);
    if (end < 0) throw new Error("the README has lost the mark at the end of a table");
    return `${BEGIN}\n${tables[i]}\n${part.slice(end)}`;
  });
  return { present, updated: [start, ...parts].join("") };
}

function constructorTable() {
  const rows = describeConstructors().map(({ name, options, formula, whenToUse }) => {
    const required = Object.entries(options).flatMap(([option, { isRequired }]) =>
      isRequired ? [option] : [],
    );
    const call = required.length === 0 ? `${name}({ ... })` : `${name}({ ${required.join(", ")} })`;
    return `| \`${call}\` | ${formula} | ${whenToUse} |\n`;
  });
  return ["| constructor | value at `step` | use it for |\n", "| --- | --- | --- |\n", ...rows].join("");
}

/** @param {Readonly<Record<string, import("@anneal/core").LintRule>>} rules */
function ruleTable(rules) {
  const rows = Object.entries(rules).map(
    ([code, { severity, finds }]) => `| \`${code}\` | ${severity} | ${finds} |\n`,
  );
  return ["| code | severity | what it finds |\n", "| --- | --- | --- |\n", ...rows].join("");
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { lintRules } = await import("@anneal/core");
  writeFileSync(readme, readReadme(lintRules).updated);
}
