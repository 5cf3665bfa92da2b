/** Parameters that follow others: by an update, by a share of the way, or at some steps. */
import { wholeNumber } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { constantLike } from "../trace/constant-like.js";
import { chooseTree } from "./choose.js";
import { blend } from "./formulas.js";
import { type Hyperparameter, readNumber } from "./hyperparameters.js";
import { mapTerms, withTerm } from "./map-terms.js";
import { mapTree, needAlike, needScalar } from "./trees.js";
import type { Tree } from "./types.js";

/** Parameters plus updates, in the parameters' types. Consumes both, unless they are not alike. */
export function applyUpdates<Params extends Tree>(params: Params, updates: Tree): Params {
  needAlike("updates", updates, { params });
  return mapTree(
    (param, update) => {
      const { dtype } = param;
      const sum = param.add(update as np.Array);
      return sum.dtype === dtype ? sum : sum.astype(dtype);
    },
    params,
    updates,
  );
}

/** `stepSize * newTensors + (1 - stepSize) * oldTensors`: Polyak averaging. Consumes both trees. */
export function incrementalUpdate<Params extends Tree>(
  newTensors: Params,
  oldTensors: Tree,
  stepSize: Hyperparameter,
): Params {
  const share = readNumber("stepSize", stepSize);
  needAlike("newTensors", newTensors, { oldTensors });
  return withTerm(share, (weight) => mapTerms((now, old) => blend(weight, now, old), newTensors, oldTensors));
}

/**
 * `newTensors` at every `updatePeriod`-th step, else `oldTensors`. Consumes all three.
 * @param steps How many steps there were: an int32 scalar.
 */
export function periodicUpdate<Params extends Tree>(
  newTensors: Params,
  oldTensors: Params,
  steps: np.Array,
  updatePeriod: number,
): Params {
  const period = wholeNumber("updatePeriod", updatePeriod, 1);
  needScalar("steps", steps);
  needAlike("newTensors", newTensors, { oldTensors });
  const left = np.remainder(steps, constantLike(period, steps));
  return chooseTree(left.equal(0), newTensors, oldTensors);
}
