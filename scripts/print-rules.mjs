/**
 * Generates code for Rust and TypeScript: the numbers that both share, the loops of the update rules, and the exports of the
 * module of optimizers.
 *
 *   print-rules          writes the files
 *   print-rules --check  fails if a file is out of date
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
const printed = format(await readRules(printRules));
const stale = [];
for (const [path, formatted] of printed) {
  const file = join(root, path);
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
 * The texts in the layout of the formatters of their languages, each of which runs once.
 *
 * @param {Record<string, string>} texts The texts by path.
 * @returns {[string, string][]}
 */
function format(texts) {
  mkdirSync(join(root, "target"), { recursive: true });
  // Inside the repository, so that its configuration applies.
  const folder = mkdtempSync(join(root, "target/rules-"));
  try {
    const paths = Object.keys(texts);
    for (const path of paths) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), texts[path] ?? "");
    }
    const rust = paths.filter((path) => path.endsWith(".rs"));
    execFileSync("rustfmt", ["--edition", "2021", ...rust], { cwd: folder });
    // Git ignores the folder.
    const flags = ["format", "--write", "--vcs-enabled=false"];
    execFileSync(join(root, "node_modules/.bin/biome"), [...flags, folder], { cwd: root, stdio: "pipe" });
    return paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
