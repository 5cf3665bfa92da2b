/** docs/features.md: what the big training libraries have and what anneal has of it, from a run of the golden vectors. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type FileOutcome, runGoldenFolder } from "../golden-folder.js";
import type { Outcome } from "../outcome.js";
import { findersTable } from "./finders.js";
import { optimizerGaps } from "./parity.js";
import { scheduleSections } from "./schedules.js";
import { statesTable } from "./states.js";
import { table } from "./table.js";

/** The files of a folder that have the format of `schedules.json` and are other libraries' work. */
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
    "## Everything that was run",
    runs(files),
    enginesText,
  ].join("\n\n")}\n`;
}

const introduction = `# Features

What the big training libraries have, and what anneal has of it. \`npm run features\` writes this page from a run of the
[golden vectors](../spec/golden/README.md), which are the libraries' own output; a test keeps it up to date.`;

const schedulesText = `\`fromLibrary\` of [@anneal/interop](../packages/interop/README.md) takes the library's own name and arguments. "Golden cases" are
those that pass, on the host and in WebAssembly with the same bits, and how many of them are arguments that the library
refuses, and so do we. "float64" and "float32" are the largest differences from what the library computed in that
precision, relative to the largest value of the case, and "bound" is the largest that was allowed: 1e-15 where a library
has a formula of the step; 1e-12 where it goes from step to step and adds a rounding at each, of which ours, which computes
every step by itself, has none; 1e-6 in float32. A bound between the first two is that of a library that rounds the argument
of its curve so that it shows: an angle of many turns, the number of past cycles, a root near its end
([rounded-arguments.ts](../spec/src/rounded-arguments.ts)). Where Optax and Keras are told to compute with 64-bit floats and
still round to float32 on the way, because a count of steps becomes a float32 there, the bound is that of float32: a schedule
with their rounded steps would be a worse one. "Here also" is a constructor with the same curve. What
is "kept" is a behavior that most people would call a mistake: \`quirks: "avoid"\` gives the sane alternative.`;

function optimizerRemark(passed: number, all: number): string {
  if (passed === 0) return "not there: the fused kernels are Adam's and AdamW's";
  return passed === all ? "" : "not run: refusals of choices between PyTorch's engines";
}

const statesText = `A run read from the library's own \`state_dict\` continues as the library does, or the state is rejected.`;

const findersText = `The smoothed losses, the end and the suggestions of each library, on curves that were recorded in training, and what it
refuses. "Bound" is the largest difference that is allowed, relative to a loss or a rate.`;

/** The optimizers of PyTorch, with what came of their cases. */
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

/** Every file with its counts, and what is passed over. */
function runs(files: readonly FileOutcome[]): string {
  const rows = files.map(({ file, outcomes }) => {
    const skipped = outcomes.flatMap((outcome) => (outcome.status === "skipped" ? [outcome.what] : []));
    const passed = outcomes.length - skipped.length;
    return [`\`${file}\``, `${passed} of ${outcomes.length}`, [...new Set(skipped)].sort().join(", ")];
  });
  return table(["file", "cases that pass", "not there"], rows);
}

const enginesText = `## Engines

| | |
| --- | --- |
| WebAssembly SIMD in Node 20.19 and up, browsers, workers and bundlers | there |
| TypeScript, the same bits, where there is no SIMD | there |
| WebGPU, in Node and in browsers: schedules in WGSL; optimizers with any rule of elements and sums | there, float32 within a stated bound |
| jax-js: every schedule traced, the transformations of Optax with schedules inside \`jit\` | there, float32 within a stated bound |
| TensorFlow.js: optimizers over its variables | not there; \`LRScheduler\` and \`AdamW\` take arrays and groups of any program |
| several threads, for large steps and long samples | there, the same bits |`;
