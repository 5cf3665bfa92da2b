/** What one schedule of one library adds to a bundle: the other libraries, schedulers and metric rules stay out. */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const entry = "virtual:entry";
const place = `${root}packages/interop/test/entry.js`;

/** `code` with everything that it imports, minified. */
async function bundle(code: string): Promise<string> {
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

const use = "console.log(stepLR({ stepSize: 3 }, 0.1)(5));";

it.each([
  ["the entry of the library", `import { stepLR } from "@anneal/interop/torch"; ${use}`],
  [
    "the namespace in the root",
    `import { torch } from "@anneal/interop"; ${use.replace("stepLR", "torch.stepLR")}`,
  ],
])("StepLR by %s is a small part of the package", async (_, code) => {
  const text = await bundle(code);
  expect(text).toContain("StepLR");
  for (const absent of ["ReduceLROnPlateau", "warmup_stable_decay", "WarmupDecayLR", "tri_stage"]) {
    expect(text).not.toContain(absent);
  }
  expect(text.length).toBeLessThan(46_000);
  expect(gzipSync(text).length).toBeLessThan(17_500);
});
