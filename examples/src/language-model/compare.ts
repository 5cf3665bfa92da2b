/** Runs the same training with each library and optimizer, and records losses and times. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { type Schedule, warmupCosine } from "@anneal/core";
import { BATCH, batchesOf } from "./batches.js";
import { JaxFused, JaxJitted } from "./jax-learners.js";
import type { Learner, Saved } from "./learner.js";
import type { Text } from "./text.js";
import { TfjsWithAnneal, TfjsWithItsAdam } from "./tfjs-learners.js";
import { CONTEXT } from "./weights.js";

const SEED = 1;
/** The number of updates between two checkpoints. */
const CHECKPOINT = 50;
/** The number of first updates whose times are not counted, because they compile kernels. */
const WARM_UP = 3;

type LearnerClass = new (schedule: Schedule, characters: number, seed: number) => Learner;

/** The combinations of library and optimizer, by name. */
export const learners: Readonly<Record<string, LearnerClass>> = {
  "tfjs, its Adam": TfjsWithItsAdam,
  "tfjs, anneal": TfjsWithAnneal,
  "jax-js, jitted": JaxJitted,
  "jax-js, fused": JaxFused,
};

export interface Run {
  readonly name: string;
  /** The loss before each update. */
  readonly losses: readonly number[];
  /** Training characters per second. */
  readonly tokensPerSecond: number;
  readonly optimizerMilliseconds: number;
  /** The optimizer's share of the time of an update. */
  readonly optimizerShare: number;
}

/** An unfinished run, as saved in a file. */
interface Checkpoint {
  readonly losses: number[];
  readonly gradientMilliseconds: number[];
  readonly optimizerMilliseconds: number[];
  readonly saved: Saved | null;
}

export interface CompareOptions {
  readonly totalSteps: number;
  /** The folder of checkpoints to continue from and to write; null: none. */
  readonly folder: string | null;
  /** Stops after this many updates, to simulate an interruption. Default: `totalSteps`. */
  readonly until?: number;
}

/** Trains, continuing from a checkpoint if there is one. */
export async function runLearner(text: Text, name: string, options: CompareOptions): Promise<Run> {
  const { totalSteps, folder, until = totalSteps } = options;
  const Class = learners[name] as LearnerClass;
  const schedule = warmupCosine({
    peak: 5e-3,
    warmupSteps: Math.ceil(totalSteps / 10),
    totalSteps,
    end: 5e-4,
  });
  const learner = new Class(schedule, text.alphabet.length, SEED);
  const batch = batchesOf(text, SEED);
  const file = folder === null ? null : join(folder, `${name.replace(/\W+/g, "-")}-${totalSteps}.state`);
  const { losses, gradientMilliseconds, optimizerMilliseconds, saved } = readCheckpoint(file);
  if (saved !== null) await learner.load(saved);
  const first = losses.length;
  for (let step = first; step < until; step++) {
    const update = learner.update(batch(step), step);
    losses.push(update.loss);
    gradientMilliseconds.push(step - first < WARM_UP ? Number.NaN : update.gradientMilliseconds);
    optimizerMilliseconds.push(step - first < WARM_UP ? Number.NaN : update.optimizerMilliseconds);
    if (file !== null && ((step + 1) % CHECKPOINT === 0 || step + 1 === until)) {
      const checkpoint = { losses, gradientMilliseconds, optimizerMilliseconds, saved: await learner.save() };
      writeFileSync(file, serialize(checkpoint));
    }
  }
  learner.dispose();
  const optimizer = median(optimizerMilliseconds);
  const update = median(gradientMilliseconds) + optimizer;
  return {
    name,
    losses,
    tokensPerSecond: (1000 * BATCH * CONTEXT) / update,
    optimizerMilliseconds: optimizer,
    optimizerShare: optimizer / update,
  };
}

function readCheckpoint(file: string | null): Checkpoint {
  if (file !== null) mkdirSync(join(file, ".."), { recursive: true });
  if (file !== null && existsSync(file)) return deserialize(readFileSync(file)) as Checkpoint;
  return { losses: [], gradientMilliseconds: [], optimizerMilliseconds: [], saved: null };
}

function median(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)] ?? Number.NaN;
}
