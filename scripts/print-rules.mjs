/**
 * Generates code from the update rules: loops in TypeScript and Rust, and the exports of the module.
 *
 * print-rules writes the files print-rules --check fails if a file is out of date
 */

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { printRules } from "./rules/print-rules.mjs";
import { root } from "./wasm/paths.mjs";

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const printed = Object.entries(await readRules(printRules));
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
  console.error(`print-rules: out of date; run \`npm run print:rules\`:\n  ${stale.join("\n  ")}`);
  process.exitCode = 1;
}

/**
 * Calls `read` with the current core, compiled without type checks because the files generated before may no longer
 * fit.
 *
 * @template Result
 * @param {(core: typeof import("@anneal/core") & typeof import("@anneal/core/optimizer-engine")) => Result} read
 */
async function readRules(read) {
  const folder = mkdtempSync(join(tmpdir(), "anneal-rules-"));
  try {
    const flags = ["--outDir", folder, "--noCheck", "--composite", "false", "--declaration", "false"];
    const more = ["--declarationMap", "false", "--tsBuildInfoFile", "null"];
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", join(root, "packages/core"), ...flags, ...more]);
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
    const load = (/** @type {string} */ file) => import(pathToFileURL(join(folder, file)).href);
    return read({ ...(await load("index.js")), ...(await load("entries/optimizer-engine.js")) });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * The text, formatted by the formatter of its language.
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
