/** Running means over trees, which they consume: what transformations of your own are made of. */
import { wholeNumber } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { biasCorrection as correction } from "../transforms/corrections.js";
import { blend } from "../transforms/formulas.js";
import { type Hyperparameter, readAddend, readShare } from "../transforms/hyperparameters.js";
import { mapTerms, withTerm } from "../transforms/map-terms.js";
import { needAlike, needScalar } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";

/** `decay * moments + (1 - decay) * updates^order`, in the types of the moments. */
export function updateMoment<Moments extends Tree>(
  updates: Tree,
  moments: Moments,
  decay: Hyperparameter,
  order: number,
): Moments {
  const share = readShare("decay", decay);
  const exponent = wholeNumber("order", order, 1);
  needAlike("updates", updates, { moments });
  return withTerm(share, (rate) =>
    mapTerms((moment, update) => blend(rate, moment, update.power(exponent)), moments, updates),
  );
}

/** The same: in jax-js all numbers are real, so that an element's norm is its size. */
export const updateMomentPerElemNorm: typeof updateMoment = updateMoment;

/** `max(|updates| + eps, decay * moments)`. */
export function updateInfinityMoment<Moments extends Tree>(
  updates: Tree,
  moments: Moments,
  decay: Hyperparameter,
  eps: Hyperparameter,
): Moments {
  const share = readShare("decay", decay);
  const addend = readAddend("eps", eps);
  needAlike("updates", updates, { moments });
  return withTerm(share, (rate) =>
    withTerm(addend, (least) =>
      mapTerms((moment, update) => update.absolute().plus(least).max(moment.times(rate)), moments, updates),
    ),
  );
}

/**
 * `moments / (1 - decay^count)`.
 * @param count Of updates, at least 1: an int32 scalar, which is consumed.
 */
export function biasCorrection<Moments extends Tree>(
  moments: Moments,
  decay: Hyperparameter,
  count: np.Array,
): Moments {
  const share = readShare("decay", decay);
  needScalar("count", count);
  return withTerm(
    () => correction(share, count),
    (factor) => mapTerms((moment) => moment.times(factor), moments),
  );
}
