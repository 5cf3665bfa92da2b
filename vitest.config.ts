import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src/index.ts`, import.meta.url));

export default defineConfig({
  resolve: {
    // Unit tests read the sources; the packaging test reads what is published.
    alias: ["core", "plot", "wasm", "cli"].map((name) => ({
      find: `@anneal/${name}`,
      replacement: source(name),
    })),
  },
  test: {
    include: ["packages/*/test/**/*.test.ts", "bench/test/**/*.test.ts", "examples/test/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
