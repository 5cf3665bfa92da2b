/** Steps in the unit of the parameters: gradients times the mean size of past steps divided by that of gradients. */
import { Fields } from "@anneal/core/arguments";
import { blend } from "../formulas.js";
import { type Hyperparameter, readAddend, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation, Tree } from "../types.js";

export interface ScaleByAdadeltaOptions {
  /** Decay of both means of squares, from 0 to below 1. Default 0.9. */
  readonly rho?: Hyperparameter;
  /** Added under both roots. Default 1e-6. */
  readonly eps?: Hyperparameter;
}

export const ADADELTA = ["rho", "eps"] as const;

export type ScaleByAdaDeltaState = { eG: Tree; eX: Tree };

/** `sqrt(eX + eps) / sqrt(eG + eps) * gradient`. State: `{ eG, eX }`. Zeiler 2012, https://arxiv.org/abs/1212.5701. */
export function scaleByAdadelta(
  options: ScaleByAdadeltaOptions = {},
): GradientTransformation<ScaleByAdaDeltaState> {
  const fields = new Fields("scaleByAdadelta", "options", options, ADADELTA);
  const rho = fields.read("rho", readShare, 0.9);
  const eps = fields.read("eps", readAddend, 1e-6);
  return perParameter({
    slots: { eG: {}, eX: {} },
    scalars: (step) => ({ rho: step.value(rho), eps: step.value(eps) }),
    leaf: ({ gradient, eG, eX }, { rho, eps }) => {
      const ofGradients = blend(rho, eG, gradient.squared());
      const update = eX.plus(eps).root().over(ofGradients.plus(eps).root()).times(gradient);
      return { update, eG: ofGradients, eX: blend(rho, eX, update.squared()) };
    },
  });
}
