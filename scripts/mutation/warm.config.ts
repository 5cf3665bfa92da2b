/** Vitest as warm-plugin.mjs starts it: one thread for all mutants. */
import { join } from "node:path";
import config from "./vitest.config.js";

export default {
  ...config,
  test: {
    ...config.test,
    runner: join(import.meta.dirname, "warm-worker.ts"),
    pool: "threads" as const,
    maxWorkers: 1,
    isolate: false,
    // What never answers is no loop that could be counted.
    testTimeout: 20_000,
  },
};
