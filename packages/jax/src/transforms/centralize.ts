/** Updates without their mean. */
import { perUpdate } from "./per-parameter.js";
import type { GradientTransformation } from "./types.js";

/**
 * Updates less their mean over all axes but the first; those of fewer than two axes as they are.
 * Yong et al. 2020, https://arxiv.org/abs/2004.01461.
 */
export function centralize(): GradientTransformation<[]> {
  return perUpdate({
    update(update) {
      const { ndim } = update.array;
      if (ndim < 2) return update;
      const others = Array.from({ length: ndim - 1 }, (_, i) => i + 1);
      return update.minus(update.mean(others, true));
    },
  });
}
