/** One training run of the language model. */
import type { Schedule } from "@anneal/core";
import { adamw, applyUpdates, chain, clipByGlobalNorm, type Tree, traceable } from "@anneal/jax";
import { jit, numpy as np, tree, valueAndGrad } from "@jax-js/jax";
import { BATCH, type Batch, batchAt, batchesOf } from "./batches.js";
import { createParams, loss, type Params } from "./model.js";
import type { Text } from "./text.js";
import { CONTEXT } from "./weights.js";

/** The sequences per validation batch, and the number of batches. */
const VALIDATION_BATCH = 32;
const VALIDATION_CALLS = 4;

export interface TrainOptions {
  readonly schedule: Schedule;
  readonly totalSteps: number;
  /** The seed of the weights and of the order of the text. */
  readonly seed: number;
  /** The number of updates between two measurements of the validation loss. */
  readonly every: number;
}

/** The loss on the validation text after `step` updates. */
export interface Measurement {
  readonly step: number;
  readonly lr: number;
  readonly loss: number;
}

/**
 * Trains for `totalSteps` updates, and measures the validation loss. Update `k` (from 0) has the rate `schedule(k)`; the
 * loss at step `k` is that after update `k`.
 */
export function train(text: Text, options: TrainOptions): Measurement[] {
  const { validation, alphabet } = text;
  const { schedule, totalSteps, seed, every } = options;
  const optimizer = chain(clipByGlobalNorm(1), adamw(traceable(schedule), { weightDecay: 0.01, b2: 0.99 }));
  const update = jit((params: Params, state: Tree, inputs: np.Array, targets: np.Array) => {
    const gradient = valueAndGrad((p: Params, x: np.Array, y: np.Array) => loss(p, x, y, BATCH));
    const [value, gradients] = gradient(tree.ref(params), inputs, targets);
    const [updates, next] = optimizer.update(gradients as Params, state, tree.ref(params));
    return [value, applyUpdates(params, updates), next] as [np.Array, Params, Tree];
  });
  const measure = jit((params: Params, inputs: np.Array, targets: np.Array) =>
    loss(params, inputs, targets, VALIDATION_BATCH),
  );
  const heldOut = Array.from({ length: VALIDATION_CALLS }, (_, call) => {
    const distance = Math.floor((validation.length - CONTEXT - 1) / (VALIDATION_BATCH * VALIDATION_CALLS));
    const starts = Array.from(
      { length: VALIDATION_BATCH },
      (_, i) => (call * VALIDATION_BATCH + i) * distance,
    );
    return arraysOf(batchAt(validation, starts, alphabet.length));
  });

  const batch = batchesOf(text, seed);
  let params = createParams(alphabet.length, seed);
  let state = optimizer.init(tree.ref(params)) as Tree;
  const measurements: Measurement[] = [];
  for (let step = 0; step < totalSteps; step++) {
    const [inputs, targets] = arraysOf(batch(step));
    const [value, nextParams, nextState] = update(params, state, inputs, targets);
    [params, state] = [nextParams, nextState];
    value.item(); // reading makes jax-js run its deferred work
    if (step % every !== 0 && step !== totalSteps - 1) continue;
    const losses = heldOut.map(([x, y]) => measure(tree.ref(params), x.ref, y.ref).item());
    const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
    measurements.push({ step, lr: schedule(step), loss: mean });
  }
  tree.dispose([params, state, heldOut]);
  update.dispose();
  measure.dispose();
  return measurements;
}

/** A batch as arrays of jax-js. */
export function arraysOf({ inputs, targets, shape }: Batch): [np.Array, np.Array] {
  return [np.array(inputs).reshape([...shape]), np.array(targets).reshape([...shape])];
}
