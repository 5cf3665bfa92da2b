/**
 * Runs every check of the project in sequence, also after a failure. No check is skipped: everything that CONTRIBUTING.md
 * requires must be installed. The last line is `N passed, N failed`, the sum over all checks.
 *
 *   ci [--failed <name>]...   also counts a failed step of the caller
 */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { countCargoTests, countGolden, countVitest, one } from "./ci/counts.mjs";
import { runStep } from "./ci/step.mjs";
import { BuildError, findToolchain } from "./wasm/tools.mjs";

const { values: options } = parseArgs({
  options: { failed: { type: "string", multiple: true, default: [] } },
});
const work = mkdtempSync(join(tmpdir(), "anneal-ci-"));
const report = join(work, "vitest.json");

/** @type {import("./ci/step.mjs").Step[]} */
const steps = [
  { name: "Rust format", command: "cargo fmt --check", count: one },
  {
    name: "Rust lint",
    command: "cargo clippy --workspace --all-targets --locked -- -D warnings",
    count: one,
  },
  {
    name: "Rust lint, wasm target",
    command:
      "cargo clippy -p schedules-wasm -p optimizers-wasm --target wasm32-unknown-unknown --locked -- -D warnings",
    environment: pinnedToolchain(),
    count: one,
  },
  { name: "Rust tests", command: "npm run test:rust", count: countCargoTests },
  { name: "module rebuilt", command: "npm run check:wasm", count: one },
  { name: "format", command: "npm run format:check", count: one },
  { name: "lint", command: "npm run lint", count: one },
  { name: "spelling", command: "npm run spelling", count: one },
  { name: "types", command: "npm run check:types", count: one },
  {
    name: "tests",
    command: "npm test",
    environment: { ...softwareGpu(), ANNEAL_REQUIRE_ALL: "1", ANNEAL_TEST_REPORT: report },
    count: (result) => countVitest(result, report),
  },
  { name: "golden vectors", command: "npm run golden", count: countGolden },
  { name: "benchmarks", command: `npm run bench -- --quick --out ${join(work, "bench.json")}`, count: one },
  {
    name: "benchmark on WebGPU",
    command: "npm run bench:gpu -- --quick",
    environment: softwareGpu(),
    count: one,
  },
  { name: "demo", command: "npm run demo", count: one },
];

const results = options.failed.map((name) => ({ name, seconds: 0, passed: 0, failed: 1 }));
for (const step of steps) results.push(await runStep(step));
rmSync(work, { recursive: true, force: true });

console.log();
console.table(results);
const sum = (/** @type {"passed" | "failed"} */ key) =>
  results.reduce((total, result) => total + result[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

/**
 * The environment of the pinned toolchain. If it is missing, the step runs with the active one and shows cargo's error.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function pinnedToolchain() {
  try {
    return findToolchain({ unpinned: false }).environment;
  } catch (error) {
    if (error instanceof BuildError) return {};
    throw error;
  }
}

/**
 * The path of SwiftShader (from Debian's chromium-common or from Chrome) for Vulkan's loader, unless a driver is set
 * already.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function softwareGpu() {
  const drivers = ["/usr/lib/chromium/vk_swiftshader_icd.json", "/opt/google/chrome/vk_swiftshader_icd.json"];
  const driver = process.env.VK_ICD_FILENAMES ?? drivers.find((path) => existsSync(path));
  return driver === undefined ? {} : { VK_ICD_FILENAMES: driver };
}
