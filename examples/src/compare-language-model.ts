/**
 * Trains the language model in TensorFlow.js and jax-js, with anneal's optimizers and others, and compares losses and
 * times.
 *
 *   node examples/dist/compare-language-model.js                300 updates each
 *   node examples/dist/compare-language-model.js --steps 20     a quick run
 *   node examples/dist/compare-language-model.js --state runs   writes checkpoints to a folder and continues from them
 */
import { parseArgs } from "node:util";
import { defaultDevice, init } from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { learners, type Run, runLearner } from "./language-model/compare.js";
import { loadText } from "./language-model/text.js";

const { values } = parseArgs({
  options: { steps: { type: "string", default: "300" }, state: { type: "string" } },
});
const totalSteps = Number(values.steps);
if (!(Number.isInteger(totalSteps) && totalSteps >= 10))
  throw new RangeError("--steps must be a whole number of at least 10");

await init("wasm"); // without a name, jax-js would look for a GPU in a browser
defaultDevice("wasm");
await tf.setBackend("wasm");

const text = loadText();
const runs: Run[] = [];
for (const name of Object.keys(learners)) {
  runs.push(await runLearner(text, name, { totalSteps, folder: values.state ?? null }));
  console.log(`${name}: trained`);
}

const columns = runs.map(({ name }) => name);
const width = Math.max(...columns.map((name) => name.length)) + 2;
const line = (label: string, cells: readonly string[]) =>
  console.log(label.padEnd(28) + cells.map((cell) => cell.padStart(width)).join(""));
/** The mean loss of several updates, because single batches differ. */
const around = (losses: readonly number[], end: number) => {
  const some = losses.slice(Math.max(0, end - 20), end);
  return some.reduce((sum, loss) => sum + loss, 0) / some.length;
};

line("", columns);
for (let part = 1; part <= 5; part++) {
  const end = Math.round((part * totalSteps) / 5);
  line(
    `loss up to update ${end}`,
    runs.map(({ losses }) => around(losses, end).toFixed(3)),
  );
}
line(
  "characters a second",
  runs.map(({ tokensPerSecond }) => tokensPerSecond.toFixed(0)),
);
line(
  "optimizer, ms an update",
  runs.map((run) => run.optimizerMilliseconds.toFixed(3)),
);
line(
  "optimizer, % of an update",
  runs.map((run) => (100 * run.optimizerShare).toFixed(2)),
);
