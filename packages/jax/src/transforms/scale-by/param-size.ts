/** Updates in proportion to the size of their parameters. */
import { Fields } from "@anneal/core/arguments";
import { normAtLeast } from "../formulas.js";
import { type Hyperparameter, readAddend, readNumber } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation } from "../types.js";

export interface ScaleByTrustRatioOptions {
  /** The lower bound of a norm. Default 0. */
  readonly minNorm?: Hyperparameter;
  /** The factor of the ratio. Default 1. */
  readonly trustCoefficient?: Hyperparameter;
  /** Added to the update's norm. Default 0. */
  readonly eps?: Hyperparameter;
}

export const TRUST_RATIO = ["minNorm", "trustCoefficient", "eps"] as const;

/**
 * Updates times `trustCoefficient * |param| / (|update| + eps)`, or unchanged if a norm is 0.
 * You et al. 2017, https://arxiv.org/abs/1708.03888.
 */
export function scaleByTrustRatio(options: ScaleByTrustRatioOptions = {}): GradientTransformation<[]> {
  const fields = new Fields("scaleByTrustRatio", "options", options, TRUST_RATIO);
  const minNorm = fields.read("minNorm", readAddend, 0);
  const trustCoefficient = fields.read("trustCoefficient", readNumber, 1);
  const eps = fields.read("eps", readAddend, 0);
  return perParameter({
    needsParams: "scaleByTrustRatio",
    scalars: (step) => ({
      least: step.value(minNorm),
      trust: step.value(trustCoefficient),
      eps: step.value(eps),
    }),
    leaf: ({ gradient, param }, { least, trust, eps }) => {
      const ofParam = normAtLeast(param, least);
      const ofUpdate = normAtLeast(gradient, least);
      const divisor = ofUpdate.equals(0).choose(1, ofUpdate.plus(eps));
      const ratio = ofParam
        .equals(0)
        .choose(1, ofUpdate.equals(0).choose(1, ofParam.times(trust).over(divisor)));
      return { update: gradient.times(ratio.once()) };
    },
  });
}

/** Updates times the norm of their parameter, or times `minScale` (1e-3 by default) if that is larger. */
export function scaleByParamBlockNorm(minScale: Hyperparameter = 1e-3): GradientTransformation<[]> {
  const least = readAddend("minScale", minScale);
  return perParameter({
    needsParams: "scaleByParamBlockNorm",
    scalars: (step) => ({ least: step.value(least) }),
    leaf: ({ gradient, param }, { least }) => ({ update: gradient.times(normAtLeast(param, least).once()) }),
  });
}

/** Updates times the root mean square of their parameter, or times `minScale` (1e-3 by default) if that is larger. */
export function scaleByParamBlockRms(minScale: Hyperparameter = 1e-3): GradientTransformation<[]> {
  const least = readAddend("minScale", minScale);
  return perParameter({
    needsParams: "scaleByParamBlockRms",
    scalars: (step) => ({ least: step.value(least) }),
    leaf: ({ gradient, param }, { least }) => ({
      update: gradient.times(param.rootMeanSquare().max(least).once()),
    }),
  });
}
