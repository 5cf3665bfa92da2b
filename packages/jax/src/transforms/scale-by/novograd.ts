/** Momentum of gradients divided by the norm of their layer. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { readFloatDtype } from "../dtypes.js";
import { accumulated, blend, overRoot } from "../formulas.js";
import { type Hyperparameter, readNumber } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";
import { MOMENTS, type MomentOptions, readMoments, type ScaleByAdamState } from "./adam.js";

export interface ScaleByNovogradOptions extends MomentOptions {
  /** The factor of each parameter in the sum that the momentum accumulates. Default 0. */
  readonly weightDecay?: Hyperparameter;
  /** The type of the momentum. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
}

/**
 * `mu = b1 mu + gradient / (sqrt(nu + epsRoot) + eps) + weightDecay * param`, with the mean `nu` of squared norms, one number
 * for each parameter, which starts with the first norm; `b2` is 0.25 by default. State: `{ count, mu, nu }`.
 * Ginsburg et al. 2019, https://arxiv.org/abs/1905.11286.
 */
export function scaleByNovograd(
  options: ScaleByNovogradOptions = {},
): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByNovograd", "options", options, [...MOMENTS, "weightDecay", "muDtype"]);
  const { b1, b2, eps, epsRoot } = readMoments(fields, { b2: 0.25 });
  const weightDecay = fields.read("weightDecay", readNumber, 0);
  return perParameter({
    needsParams: "scaleByNovograd",
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) }, nu: { shape: () => [] } },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.before.equals(0).choose(0, step.value(b2)).once(),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
      weightDecay: step.value(weightDecay),
    }),
    leaf: ({ gradient, param, mu, nu }, { b1, b2, weightDecay, ...others }) => {
      const square = blend(b2, nu, gradient.sumOfSquares()).once();
      const addend = overRoot(gradient, square, others).plus(param.times(weightDecay));
      const moved = accumulated(b1, mu, addend);
      return { update: moved, mu: moved, nu: square };
    },
  });
}
