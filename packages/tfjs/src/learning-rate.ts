/** The learning rate of any optimizer of TensorFlow.js. */
import { InvalidArgumentError } from "@anneal/core";
import { numberAtLeast } from "@anneal/core/arguments";
import type { Optimizer } from "@tensorflow/tfjs-core";

interface WithSetter {
  setLearningRate(rate: number): void;
}

/**
 * Sets the learning rate of the next update.
 *
 * `tf.train.sgd` and `tf.train.momentum` ignore changes of `learningRate` after construction; this function sets their
 * rate by other means.
 * @throws InvalidArgumentError for a rate that is not finite and at least 0, or an optimizer without a rate
 */
export function setLearningRate(optimizer: Optimizer, rate: number): void {
  numberAtLeast("rate", rate, 0);
  const target = optimizer as unknown as Partial<WithSetter> & { learningRate?: unknown };
  if (typeof target.setLearningRate === "function") target.setLearningRate(rate);
  if (typeof target.learningRate !== "number")
    throw new InvalidArgumentError("optimizer", optimizer, "an optimizer with a learningRate");
  target.learningRate = rate;
}

/** The learning rate of an optimizer. @throws InvalidArgumentError for one without */
export function learningRateOf(optimizer: Optimizer): number {
  const { learningRate } = optimizer as unknown as { learningRate?: unknown };
  if (typeof learningRate === "number") return learningRate;
  throw new InvalidArgumentError("optimizer", optimizer, "an optimizer with a learningRate");
}
