/**
 * Trains the language model with the schedules of `language-model/runs.ts`, and writes the losses of each run as CSV.
 *
 *   node examples/dist/train-language-model.js           all runs, to examples/data/language-model
 *   node examples/dist/train-language-model.js linear-1500
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { defaultDevice, init } from "@jax-js/jax";
import { EVERY, runs, SEED } from "./language-model/runs.js";
import { loadText } from "./language-model/text.js";
import { train } from "./language-model/train.js";

const folder = new URL("../data/language-model/", import.meta.url);
const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? runs : runs.filter(({ name }) => asked.includes(name));

await init("wasm"); // without a name, jax-js would look for a GPU in a browser
defaultDevice("wasm");
mkdirSync(folder, { recursive: true });
const text = loadText();
for (const { name, schedule, totalSteps } of chosen) {
  const measurements = train(text, { schedule, totalSteps, seed: SEED, every: EVERY });
  const lines = measurements.map(({ step, lr, loss }) => `${step},${lr},${loss.toFixed(5)}\n`);
  writeFileSync(new URL(`${name}.csv`, folder), `step,lr,loss\n${lines.join("")}`);
  console.log(`${name}: ${measurements.at(-1)?.loss.toFixed(4)}`);
}
