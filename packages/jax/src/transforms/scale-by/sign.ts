/** Replaces updates by their signs. */
import { perUpdate } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";

/** The sign of each update. Bernstein et al. 2018, https://arxiv.org/abs/1802.04434. */
export function scaleBySign(): GradientTransformation<[]> {
  return perUpdate({ update: (update) => update.sign() });
}
