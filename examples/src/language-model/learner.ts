/** A library with an optimizer that trains the language model. */
import type { Batch } from "./batches.js";
import type { OfWeights } from "./weights.js";

/** One update: the loss before it, and how long its two parts took. */
export interface Update {
  readonly loss: number;
  readonly gradientMilliseconds: number;
  readonly optimizerMilliseconds: number;
}

/** All that is needed to continue a run: what `v8.serialize` writes. */
export interface Saved {
  readonly weights: OfWeights<Float32Array>;
  readonly optimizer: unknown;
}

export interface Learner {
  /** Update number `step`, counted from 0. */
  update(batch: Batch, step: number): Update;
  save(): Promise<Saved>;
  load(saved: Saved): Promise<void>;
  dispose(): void;
}

/** Runs both parts of an update, one after the other. */
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
