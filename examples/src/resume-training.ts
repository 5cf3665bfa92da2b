/**
 * Saves a training run in the middle, continues from the file, and gets the same bits as an uninterrupted run.
 *
 *   node examples/dist/resume-training.js
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { type OptimizerState, warmupCosine } from "@anneal/core";
import { AdamW } from "@anneal/wasm";
import { meanSquaredError } from "./regression.js";

/** Not part of the checkpoint: the schedule needs only the number of the step. */
const lr = warmupCosine({ peak: 0.1, warmupSteps: 20, totalSteps: 200 });

interface Checkpoint {
  readonly weights: Float32Array;
  readonly state: OptimizerState;
}

/** Trains up to a number of steps, from a checkpoint or from the start. */
function trainTo(steps: number, checkpoint?: Checkpoint): Checkpoint {
  const optimizer = new AdamW([2], { lr });
  const [weights] = optimizer.params;
  const [gradient] = optimizer.grads;
  if (!weights || !gradient) throw new Error("the line has one tensor");
  if (checkpoint) {
    weights.set(checkpoint.weights);
    optimizer.loadStateDict(checkpoint.state);
  }
  while (optimizer.stepCount < steps) {
    meanSquaredError(weights, gradient);
    optimizer.step();
  }
  const saved = { weights: weights.slice(), state: optimizer.stateDict() };
  optimizer.dispose();
  return saved;
}

const folder = mkdtempSync(join(tmpdir(), "anneal-resume-"));
const file = join(folder, "checkpoint.bin");

writeFileSync(file, serialize(trainTo(80)));
const checkpoint = deserialize(readFileSync(file)) as Checkpoint;
const resumed = trainTo(200, checkpoint);
const uninterrupted = trainTo(200);
rmSync(folder, { recursive: true });

console.log(`at step ${checkpoint.state.step}: weights ${checkpoint.weights.join(", ")}`);
console.log(`at step ${resumed.state.step}: weights ${resumed.weights.join(", ")}`);
console.log(`bit for bit the uninterrupted run: ${serialize(resumed).equals(serialize(uninterrupted))}`);
