/**
 * Trains the network of the demo with moments in float32, 8 bits and bfloat16, and compares the results.
 *
 *   node examples/dist/low-memory-digits.js
 *   node examples/dist/low-memory-digits.js --quick    few steps and seeds
 */
import { parseArgs } from "node:util";
import { warmupCosine } from "@anneal/core";
import { mean, printStates, STATES } from "./compare-states.js";
import { loadDigits } from "./train-digits/digits.js";
import { train } from "./train-digits/train.js";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const [steps, seedCount] = options.quick ? [60, 2] : [750, 8];
const digits = loadDigits(8_000);
const lr = warmupCosine({ peak: 3e-3, warmupSteps: steps / 10, totalSteps: steps });
const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);

const outcomes = STATES.map((state) => {
  const runs = seeds.map((seed) => train({ ...digits, lr, seed, steps, batchSize: 32, state }));
  const accuracy = mean(runs.map(({ testAccuracy }) => testAccuracy));
  return { state, losses: runs.map(({ testLoss }) => testLoss), more: `${(100 * accuracy).toFixed(2)} %` };
});

console.log(`AdamW, ${steps} steps of 32 digits, seeds 1 to ${seedCount}; means over the seeds\n`);
printStates("test loss", outcomes, "recognized");
