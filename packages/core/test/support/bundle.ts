/** What a bundler makes of a program that uses the packages as they are published. */
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const entry = "virtual:entry";
const place = `${root}packages/core/test/entry.js`;

/** `code` with everything that it imports, minified. */
export async function bundle(code: string): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "entry",
        // A path in the repository, so that its packages are found.
        resolveId: (id) => (id === entry ? place : null),
        load: (id) => (id === place ? code : null),
      },
    ],
    build: { write: false, minify: true, rollupOptions: { input: entry } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !("output" in output)) throw new Error("nothing was bundled");
  return output.output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
}
