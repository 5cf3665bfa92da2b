import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (folder: string, entry: string) =>
  fileURLToPath(new URL(`./${folder}/src/${entry}.ts`, import.meta.url));

/** CI counts the tests from a report in JSON. */
const report = process.env.ANNEAL_TEST_REPORT;

export default defineConfig({
  resolve: {
    // Unit tests read the sources; the packaging test reads what is published.
    alias: [
      { find: "@anneal/core/internal", replacement: source("packages/core", "internal") },
      { find: "@anneal/core/rule", replacement: source("packages/core", "rule") },
      { find: "@anneal/monitor/node", replacement: source("packages/monitor", "node/index") },
      { find: "@anneal-dev/bench", replacement: source("bench", "index") },
      ...["core", "plot", "wasm", "interop", "monitor", "node-gpu", "jax", "cli"].map((name) => ({
        find: new RegExp(`^@anneal/${name}$`),
        replacement: source(`packages/${name}`, "index"),
      })),
    ],
  },
  test: {
    include: [
      "packages/*/test/**/*.test.ts",
      "{bench,examples,spec}/test/**/*.test.ts",
      "tests/**/*.test.ts",
    ],
    setupFiles: ["tests/support/random-seed.ts"],
    testTimeout: 60_000,
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
