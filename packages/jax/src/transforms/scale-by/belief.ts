/** Adam with the squared differences of gradients from their mean. */
import { Fields } from "@anneal/core/arguments";
import { blend, meanScalars, overRoot, smoothed } from "../formulas.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";
import { MOMENTS, type MomentOptions, readMoments, type ScaleByAdamState } from "./adam.js";

export interface ScaleByBeliefOptions extends MomentOptions {
  /** Whether the mean looks one step ahead. Default false. */
  readonly nesterov?: boolean;
}

export const BELIEF = [...MOMENTS, "nesterov"] as const;

/**
 * `mHat / (sqrt(vHat) + eps)`, with the mean of `(gradient - mu)^2`, to which `epsRoot` is added at each step. Both are
 * 1e-16 by default. State: `{ count, mu, nu }`. Zhuang et al. 2020, https://arxiv.org/abs/2010.07468.
 */
export function scaleByBelief(options: ScaleByBeliefOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByBelief", "options", options, BELIEF);
  const { b1, b2, eps, epsRoot } = readMoments(fields, { eps: 1e-16, epsRoot: 1e-16 });
  const nesterov = fields.flag("nesterov", false);
  return perParameter({
    counter: "count",
    slots: { mu: {}, nu: {} },
    scalars: (step) => ({
      ...meanScalars(step, b1, nesterov),
      b2: step.value(b2),
      second: step.correction(b2),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
    }),
    leaf: ({ gradient, mu, nu }, scalars) => {
      const mean = blend(scalars.b1, mu, gradient);
      const surprise = gradient.minus(mean).squared();
      const square = blend(scalars.b2, nu, surprise).plus(scalars.epsRoot);
      const mHat = smoothed(mean, gradient, scalars, nesterov);
      const update = overRoot(mHat, square.times(scalars.second), { eps: scalars.eps, epsRoot: 0 });
      return { update, mu: mean, nu: square };
    },
  });
}
