/** Adam with a decaying maximum of gradients in place of the root of a mean of squares. */
import { Fields } from "@anneal/core/arguments";
import { blend } from "../formulas.js";
import { readAddend, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";
import type { MomentOptions, ScaleByAdamState } from "./adam.js";

export type ScaleByAdamaxOptions = Omit<MomentOptions, "epsRoot">;

export const ADAMAX = ["b1", "b2", "eps"] as const;

/** `mHat / nu`, with `nu = max(|gradient| + eps, b2 * nu)`. State: `{ count, mu, nu }`. Kingma & Ba 2014. */
export function scaleByAdamax(options: ScaleByAdamaxOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByAdamax", "options", options, ADAMAX);
  const b1 = fields.read("b1", readShare, 0.9);
  const b2 = fields.read("b2", readShare, 0.999);
  const eps = fields.read("eps", readAddend, 1e-8);
  return perParameter({
    counter: "count",
    slots: { mu: {}, nu: {} },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.value(b2),
      eps: step.value(eps),
      first: step.correction(b1),
    }),
    leaf: ({ gradient, mu, nu }, { b1, b2, eps, first }) => {
      const mean = blend(b1, mu, gradient);
      const largest = gradient.absolute().plus(eps).max(nu.times(b2));
      return { update: mean.times(first).over(largest), mu: mean, nu: largest };
    },
  });
}
