/** Writes docs/features.md, the coverage of the big training libraries, from a run of the golden vectors. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileOutcome, runGoldenFolder } from "../golden-folder.js";
import type { Outcome } from "../outcome.js";
import { findersTable } from "./finders.js";
import { optimizerGaps } from "./parity.js";
import { scheduleSections } from "./schedules.js";
import { statesTable } from "./states.js";
import { table } from "./table.js";

/** The files with other libraries' schedules, in the format of `schedules.json`. */
const SCHEDULE_FILES: ReadonlySet<string> = new Set(["schedules.json", "more-schedules.json"]);

/** The page for the vectors of a folder. */
export function featuresPage(folder: string): string {
  const files = runGoldenFolder(folder);
  const failures = files.flatMap(({ outcomes }) => outcomes.filter(({ status }) => status === "failed"));
  if (failures.length > 0)
    throw new Error(`${failures.length} golden cases fail: npm run golden says which ones`);
  const schedules = files
    .filter(({ file }) => SCHEDULE_FILES.has(file))
    .map(({ file, outcomes }): [string, readonly Outcome[]] => [join(folder, file), outcomes]);
  return `${[
    introduction,
    "## Schedules",
    schedulesText,
    ...scheduleSections(schedules),
    "## Optimizers",
    optimizers(folder, files),
    "## Saved states",
    statesText,
    statesTable(outcomesOf(files, "state_dict.json")),
    "## Learning-rate finders",
    findersText,
    findersTable(outcomesOf(files, "lr_finder.json")),
    "## All golden vectors",
    runs(files),
    enginesText,
  ].join("\n\n")}\n`;
}

const introduction = `# Features

The schedules, optimizers and states of the big training libraries, and what anneal covers of them. \`npm run features\`
writes this page from a run of the [golden vectors](../spec/golden/README.md), which are the libraries' own output; a test
keeps it up to date.`;

const schedulesText = `\`fromLibrary\` of [@anneal/interop](../packages/interop/README.md) takes the library's own names and arguments. The columns:

- **Golden cases** that pass, on the host and in WebAssembly with the same bits. "Rejected" cases have arguments that the
  library rejects, and so does anneal.
- **float64** and **float32** are the largest differences from the library's values in that precision, relative to the
  largest value of the case, each followed by the **bound** that the tests allow:
  - 1e-15 if the library has a formula of the step;
  - 1e-12 if the library computes each rate from the previous one and accumulates rounding errors (anneal computes every
    step from a closed form);
  - a bound between these if the library rounds the argument of its curve noticeably: an angle of many turns, the number of
    past cycles, a root near its end ([rounded-arguments.ts](../spec/src/rounded-arguments.ts));
  - 1e-6 in float32, and also for Optax and Keras with 64-bit floats if they convert the step to float32 internally.
- **Here also** is a constructor of anneal with the same curve.
- **Kept** in the remarks is a behavior of the library that most people would call a bug; \`quirks: "avoid"\` turns it off.`;

function optimizerRemark(passed: number, all: number): string {
  if (passed === 0) return "not available";
  return passed === all ? "" : "not run: arguments that choose between PyTorch's engines";
}

const statesText = `A run continues from the library's own \`state_dict\` as in the library, or the state is rejected.`;

const findersText = `The smoothed losses, the end, the suggestions and the errors of each library, on curves recorded in training. "Bound" is the
largest allowed difference, relative to a loss or a rate.`;

/** The table of PyTorch's optimizers and the results of their cases. */
function optimizers(folder: string, files: readonly FileOutcome[]): string {
  const content = JSON.parse(readFileSync(join(folder, "optimizers.json"), "utf8")) as {
    cases: { name: string }[];
    raises: { name: string }[];
  };
  const outcomes = outcomesOf(files, "optimizers.json");
  const named = [...content.cases, ...content.raises].map(({ name }, i) => ({ name, outcome: outcomes[i] }));
  const names = [...new Set(named.map(({ name }) => name))].sort();
  const rows = names.map((name) => {
    const own = named.filter((each) => each.name === name);
    const passed = own.filter(({ outcome }) => outcome?.status === "passed").length;
    return [
      `\`torch.optim.${name}\``,
      `${passed} of ${own.length}`,
      passed > 0 ? `\`${name}\`` : "",
      optimizerRemark(passed, own.length),
    ];
  });
  const more = Object.entries(optimizerGaps).map(([what, why]) => [what, "", "", why]);
  return table(["PyTorch", "golden cases", "anneal", "remarks"], [...rows, ...more]);
}

function outcomesOf(files: readonly FileOutcome[], name: string): readonly Outcome[] {
  return files.find(({ file }) => file === name)?.outcomes ?? [];
}

/** The table of all files, with their counts and the skipped cases. */
function runs(files: readonly FileOutcome[]): string {
  const rows = files.map(({ file, outcomes }) => {
    const skipped = outcomes.flatMap((outcome) => (outcome.status === "skipped" ? [outcome.what] : []));
    const passed = outcomes.length - skipped.length;
    return [`\`${file}\``, `${passed} of ${outcomes.length}`, [...new Set(skipped)].sort().join(", ")];
  });
  return table(["file", "cases that pass", "not available"], rows);
}

const enginesText = `## Engines

| | |
| --- | --- |
| WebAssembly SIMD in Node 20.19 and newer, browsers, workers and bundlers | available |
| TypeScript, for engines without SIMD | available, the same bits |
| several threads, for large steps and long samples | available, the same bits |
| WebGPU, in Node and in browsers: schedules in WGSL; optimizers with any rule of elements and sums | available, float32 within a stated bound |
| jax-js: every schedule traced, the transformations of Optax with schedules inside \`jit\`, fused optimizers | available, float32 within a stated bound |
| TensorFlow.js: optimizers over its variables | available, in place on wasm and cpu, and on webgpu |`;
