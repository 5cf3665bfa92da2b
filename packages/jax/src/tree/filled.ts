/** Trees of one value, shaped like others, which they consume. */
import { finiteNumber } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { placeOf } from "../trace/constant-like.js";
import { mapTree, zerosLike as zeros } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";

/** Zeros in the types of the tree, or in one type for all. */
export function zerosLike<Like extends Tree>(like: Like, dtype: np.DType | null = null): Like {
  return zeros(like, dtype);
}

/** Ones. */
export function onesLike<Like extends Tree>(like: Like, dtype: np.DType | null = null): Like {
  return fullLike(like, 1, dtype);
}

/** The same number everywhere. */
export function fullLike<Like extends Tree>(
  like: Like,
  fillValue: number,
  dtype: np.DType | null = null,
): Like {
  const value = finiteNumber("fillValue", fillValue);
  return mapTree((leaf) => {
    const filled = np.full(leaf.shape, value, { dtype: dtype ?? leaf.dtype, ...placeOf(leaf) });
    leaf.dispose();
    return filled;
  }, like);
}
