/** Clipping by the norm of all updates together. */
import { positiveNumber } from "@anneal/core/internal";
import { numpy as np, tree } from "@jax-js/jax";
import { stateless } from "./combine.js";
import { currentValue, type Hyperparameter, hyperparameter } from "./hyperparameters.js";
import { asFloat, computedOnce, times } from "./scalars.js";
import { flatten, mapTree } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

const readMaxNorm = hyperparameter(positiveNumber);

/**
 * Updates scaled down to the norm `maxNorm` where all of them together have a larger one.
 * Pascanu et al. 2012, https://arxiv.org/abs/1211.5063.
 */
export function clipByGlobalNorm(maxNorm: Hyperparameter): GradientTransformation {
  const most = readMaxNorm("maxNorm", maxNorm);
  return stateless((updates) => {
    const norm = globalNorm(tree.ref(updates as Tree));
    // Not the quotient alone: it would be NaN for a norm of 0, and rounded where nothing is clipped.
    const limit = currentValue(most, norm);
    const isSmall = norm.ref.less(currentValue(most, norm));
    const factor = computedOnce(np.where(isSmall, 1, np.reciprocal(norm).mul(limit)));
    const clipped = mapTree((update) => times(asFloat(update), factor), updates);
    factor.dispose();
    return clipped;
  });
}

/** The root of the sum of all squares in a tree, which is consumed. */
export function globalNorm(updates: Tree): np.Array {
  const { leaves } = flatten("updates", updates);
  const squares = leaves.map((leaf) => {
    // The square of a float16 above 255 would be infinite, and that of an integer overflow.
    const wide = leaf.dtype === np.float64 ? leaf : leaf.astype(np.float32);
    return np.square(wide).sum();
  });
  const sum = squares.reduce((left, right) => left.add(right), np.array(0, { dtype: np.float32 }));
  return np.sqrt(sum);
}
