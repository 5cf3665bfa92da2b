/**
 * Trains the language model with moments in float32, 8 bits and bfloat16, and compares the results.
 *
 *   node examples/dist/low-memory-language-model.js
 *   node examples/dist/low-memory-language-model.js --quick    few updates and seeds
 */
import { parseArgs } from "node:util";
import { warmupCosine } from "@anneal/core";
import { defaultDevice, init } from "@jax-js/jax";
import { mean, printStates, STATES, type State } from "./compare-states.js";
import { batchesOf } from "./language-model/batches.js";
import { JaxFused } from "./language-model/jax-learners.js";
import { loadText } from "./language-model/text.js";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const [updates, seedCount] = options.quick ? [30, 2] : [300, 6];
/** The loss is the mean over the last updates, because single batches differ. */
const LAST = options.quick ? 10 : 50;

await init("wasm"); // without a name, jax-js would look for a GPU in a browser
defaultDevice("wasm");
const text = loadText();
const lr = warmupCosine({ peak: 5e-3, end: 5e-4, warmupSteps: updates / 10, totalSteps: updates });

function lossOf(state: State, seed: number): number {
  const learner = new JaxFused(lr, text.alphabet.length, seed, state);
  const batch = batchesOf(text, seed);
  const losses = Array.from({ length: updates }, (_, t) => learner.update(batch(t)).loss);
  learner.dispose();
  return mean(losses.slice(-LAST));
}

const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);
const outcomes = STATES.map((state) => ({ state, losses: seeds.map((seed) => lossOf(state, seed)) }));
console.log(`Fused AdamW, ${updates} updates, seeds 1 to ${seedCount}; means over the seeds\n`);
printStates(`loss of the last ${LAST} updates`, outcomes);
