/** A library and an optimizer that train the language model. */
import type { Batch } from "./batches.js";
import type { OfWeights } from "./weights.js";

/** The loss before an update, and the durations of its two parts. */
export interface Update {
  readonly loss: number;
  readonly gradientMilliseconds: number;
  readonly optimizerMilliseconds: number;
}

/** Everything needed to continue a run, in a form that `v8.serialize` can write. */
export interface Saved {
  readonly weights: OfWeights<Float32Array>;
  readonly optimizer: unknown;
}

export interface Learner {
  /** Makes update number `step`, counted from 0. */
  update(batch: Batch, step: number): Update;
  save(): Promise<Saved>;
  load(saved: Saved): Promise<void>;
  dispose(): void;
}

/** Runs and times both parts of an update. */
export function timed(gradient: () => number, update: () => void): Update {
  const start = performance.now();
  const loss = gradient();
  const middle = performance.now();
  update();
  return {
    loss,
    gradientMilliseconds: middle - start,
    optimizerMilliseconds: performance.now() - middle,
  };
}
