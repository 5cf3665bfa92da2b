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
    // For tests that wait forever, which take no processor time; long enough for the slowest test on a busy machine.
    testTimeout: 180_000,
  },
};
