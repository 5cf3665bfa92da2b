/** Adam with a mean of squares that moves by the size of a square instead of the distance to it. */
import { Fields } from "@anneal/core/arguments";
import { blend, overRoot } from "../formulas.js";
import { type Hyperparameter, readNumber } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";
import { MOMENTS, type MomentOptions, readMoments, type ScaleByAdamState } from "./adam.js";

export interface ScaleByYogiOptions extends MomentOptions {
  /** The initial value of both means. Default 1e-6. */
  readonly initialAccumulatorValue?: Hyperparameter;
}

/**
 * `mHat / (sqrt(vHat + epsRoot) + eps)` with `nu = nu - (1 - b2) sign(nu - gradient^2) gradient^2`; `eps` is 1e-3 by default.
 * State: `{ count, mu, nu }`. Zaheer et al. 2018,
 * https://papers.nips.cc/paper/2018/hash/90365351ccc7437a1309dc64e4db32a3-Abstract.html.
 */
export function scaleByYogi(options: ScaleByYogiOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByYogi", "options", options, [...MOMENTS, "initialAccumulatorValue"]);
  const { b1, b2, eps, epsRoot } = readMoments(fields, { eps: 1e-3 });
  const fill = fields.read("initialAccumulatorValue", readNumber, 1e-6);
  return perParameter({
    counter: "count",
    slots: { mu: { fill }, nu: { fill } },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.value(b2),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
      first: step.correction(b1),
      second: step.correction(b2),
    }),
    leaf: ({ gradient, mu, nu }, { b1, b2, first, second, ...others }) => {
      const mean = blend(b1, mu, gradient);
      const square = gradient.squared();
      const moved = nu.minus(nu.minus(square).sign().times(square).times(b2.complement()));
      return { update: overRoot(mean.times(first), moved.times(second), others), mu: mean, nu: moved };
    },
  });
}
