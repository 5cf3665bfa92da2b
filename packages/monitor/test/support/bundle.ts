/** The sinks as one file, for programs that run in processes of their own. */
import { fileURLToPath } from "node:url";
import { build } from "vite";

const source = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** Writes `sinks.mjs` into a folder. */
export async function bundleSinks(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: "warn",
    resolve: {
      alias: [
        { find: "@anneal/core/arguments", replacement: source("core/src/entries/arguments.ts") },
        { find: "@anneal/core", replacement: source("core/src/index.ts") },
      ],
    },
    ssr: { noExternal: true },
    build: {
      ssr: source("monitor/src/node/index.ts"),
      outDir: folder,
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: "sinks.mjs" } },
    },
  });
}
