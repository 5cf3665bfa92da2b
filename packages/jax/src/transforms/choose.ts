/** One of two trees, where there is no branch. */
import { numpy as np } from "@jax-js/jax";
import { mapTree } from "./trees.js";
import type { Tree } from "./types.js";

/** The arrays of `yes` where `condition`, a scalar, is true, else those of `no`. Consumes all three. */
export function chooseTree<Chosen extends Tree>(condition: np.Array, yes: Chosen, no: Chosen): Chosen {
  const chosen = mapTree(
    (whenTrue, whenFalse) => np.where(condition.ref, whenTrue, whenFalse as np.Array),
    yes,
    no,
  );
  condition.dispose();
  return chosen;
}
