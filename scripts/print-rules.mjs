/**
 * Prints what is made from the update rules: loops in TypeScript and Rust, and what the module exports.
 *
 *   print-rules          writes the files
 *   print-rules --check  fails when a file is not what would be printed
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { printRules } from "./rules/print-rules.mjs";
import { root } from "./wasm/paths.mjs";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const core = await import(join(root, "packages/core/dist/index.js"));
const internal = await import(join(root, "packages/core/dist/internal.js"));
const printed = Object.entries(printRules({ ...core, ...internal }));
const stale = [];
for (const [path, text] of printed) {
  const file = join(root, path);
  const formatted = format(path, text);
  if (options.check) {
    if (!existsSync(file) || readFileSync(file, "utf8") !== formatted) stale.push(path);
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, formatted);
}
if (stale.length > 0) {
  console.error(
    `print-rules: not what the rules give; run \`npm run print:rules\`:\n  ${stale.join("\n  ")}`,
  );
  process.exitCode = 1;
}

/**
 * The text as the formatter of its language has it.
 *
 * @param {string} path
 * @param {string} text
 */
function format(path, text) {
  const [command, args] = path.endsWith(".rs")
    ? ["rustfmt", ["--edition", "2021"]]
    : [join(root, "node_modules/.bin/biome"), ["format", `--stdin-file-path=${path}`]];
  return execFileSync(command, args, { cwd: root, input: text, encoding: "utf8" });
}
