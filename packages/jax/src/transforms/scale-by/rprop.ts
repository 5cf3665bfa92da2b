/** A step size for each element, which grows while its gradient keeps its sign. */
import { Fields } from "@anneal/core/arguments";
import { type Hyperparameter, readAddend, readPositive } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation, Tree } from "../types.js";

export interface ScaleByRpropOptions {
  /** The factor of a step size after a change of sign. Default 0.5. */
  readonly etaMinus?: Hyperparameter;
  /** The factor of a step size while the sign is the same. Default 1.2. */
  readonly etaPlus?: Hyperparameter;
  /** The smallest step size. Default 1e-6. */
  readonly minStepSize?: Hyperparameter;
  /** The largest step size. Default 50. */
  readonly maxStepSize?: Hyperparameter;
}

export const RPROP = ["etaMinus", "etaPlus", "minStepSize", "maxStepSize"] as const;

export type ScaleByRpropState = { stepSizes: Tree; prevUpdates: Tree };

/**
 * The step size with the sign of the gradient, and 0 after a change of sign. As in Optax, each step is applied one update
 * later, so the first is 0. State: `{ stepSizes, prevUpdates }`.
 * Riedmiller & Braun 1993, https://ieeexplore.ieee.org/document/298623.
 * @param learningRate The initial step size.
 */
export function scaleByRprop(
  learningRate: Hyperparameter,
  options: ScaleByRpropOptions = {},
): GradientTransformation<ScaleByRpropState> {
  const fill = readAddend("learningRate", learningRate);
  const fields = new Fields("scaleByRprop", "options", options, RPROP);
  const etaMinus = fields.read("etaMinus", readAddend, 0.5);
  const etaPlus = fields.read("etaPlus", readPositive, 1.2);
  const minStepSize = fields.read("minStepSize", readAddend, 1e-6);
  const maxStepSize = fields.read("maxStepSize", readPositive, 50);
  return perParameter({
    slots: { stepSizes: { fill }, prevUpdates: {} },
    scalars: (step) => ({
      shrink: step.value(etaMinus),
      grow: step.value(etaPlus),
      least: step.value(minStepSize),
      most: step.value(maxStepSize),
    }),
    leaf: ({ gradient, stepSizes, prevUpdates }, { shrink, grow, least, most }) => {
      // Signs rather than gradients, because the product of two small gradients would be 0.
      const agreement = gradient.sign().times(prevUpdates.sign());
      const changed = agreement.less(0);
      const resized = stepSizes.times(agreement.greater(0).choose(grow, shrink)).clip(least, most);
      const size = agreement.equals(0).choose(stepSizes, resized);
      const next = changed.choose(0, size.times(gradient.sign()));
      return { update: changed.choose(0, prevUpdates), stepSizes: size, prevUpdates: next };
    },
  });
}
