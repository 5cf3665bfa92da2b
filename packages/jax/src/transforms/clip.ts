/** Clipping by the norm of all updates together. */
import { positiveNumber } from "@anneal/core/internal";
import { numpy as np, tree } from "@jax-js/jax";
import { identity } from "./combine.js";
import { computedOnce } from "./scalars.js";
import { free, mapTree } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/**
 * Updates scaled down to the norm `maxNorm` where all of them together have a larger one.
 * Pascanu et al. 2012, https://arxiv.org/abs/1211.5063.
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransformation {
  const most = positiveNumber("maxNorm", maxNorm);
  return {
    ...identity(),
    update(updates, state, params) {
      free(params);
      const norm = globalNorm(tree.ref(updates) as Tree);
      // Not the quotient alone: it would be NaN for a norm of 0, and rounded where nothing is clipped.
      const isSmall = norm.ref.less(most);
      const factor = computedOnce(np.where(isSmall, 1, np.reciprocal(norm).mul(most)));
      const clipped = mapTree((update) => update.mul(factor.ref), updates);
      factor.dispose();
      return [clipped, state];
    },
  };
}

/** The root of the sum of all squares in a tree, which is consumed. */
export function globalNorm(updates: Tree): np.Array {
  const squares = tree.leaves<np.Array>(updates).map((leaf) => np.square(leaf).sum());
  const sum = squares.reduce((left, right) => left.add(right), np.array(0, { dtype: np.float32 }));
  return np.sqrt(sum);
}
