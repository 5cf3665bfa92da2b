/**
 * Trains the network of the demo with moments in float32, 8 bits and bfloat16, and compares the results.
 *
 *   node examples/dist/low-memory-digits.js
 *   node examples/dist/low-memory-digits.js --quick    few steps and seeds
 */
import { parseArgs } from "node:util";
import { warmupCosine } from "@anneal/core";
import { loadDigits } from "./train-digits/digits.js";
import { type Outcome, train } from "./train-digits/train.js";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const [steps, seedCount] = options.quick ? [60, 2] : [750, 8];
const digits = loadDigits(8_000);
const lr = warmupCosine({ peak: 3e-3, warmupSteps: steps / 10, totalSteps: steps });
const seeds = Array.from({ length: seedCount }, (_, i) => i + 1);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The standard deviation over the seeds. */
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) * (values.length / (values.length - 1)));

const runs = (["float32", "8bit", "bf16"] as const).map((state) => ({
  state,
  outcomes: seeds.map((seed) => train({ ...digits, lr, seed, steps, batchSize: 32, state })),
}));
const losses = (outcomes: readonly Outcome[]) => outcomes.map(({ testLoss }) => testLoss);
const [reference] = runs;
const float32Losses = losses(reference?.outcomes ?? []);
/** The standard error of the difference between two means over the seeds. */
const noise = deviation(float32Losses) * Math.sqrt(2 / seedCount);

console.log(`AdamW, ${steps} steps of 32 digits, seeds 1 to ${seedCount}; means over the seeds\n`);
console.log("| `state` | test loss | difference from float32, in units of the noise | recognized |");
console.log("| --- | --- | --- | --- |");
for (const { state, outcomes } of runs) {
  const loss = mean(losses(outcomes));
  const difference = (loss - mean(float32Losses)) / noise;
  const accuracy = mean(outcomes.map(({ testAccuracy }) => testAccuracy));
  console.log(
    `| \`"${state}"\` | ${loss.toFixed(4)} | ${difference.toFixed(2)} | ${(100 * accuracy).toFixed(2)} % |`,
  );
}
console.log(
  `\nThe noise, the standard error of a difference between two means of float32: ${noise.toFixed(4)}`,
);
