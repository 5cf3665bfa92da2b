/** Means of gradients and of their squares: Adam, and AMSGrad with the largest mean of squares so far. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { readFloatDtype } from "../dtypes.js";
import { blend, meanScalars, overRoot, smoothed } from "../formulas.js";
import { type Hyperparameter, readAddend, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation, Tree } from "../types.js";

/** The state of transformations with a mean of gradients and a mean of squares. */
export type ScaleByAdamState = { count: np.Array; mu: Tree; nu: Tree };

export interface MomentOptions {
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.9. */
  readonly b1?: Hyperparameter;
  /** Decay of the mean of their squares, from 0 to below 1. Default 0.999. */
  readonly b2?: Hyperparameter;
  /** Added to the root. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** Added under the root, for gradients through the step. Default 0. */
  readonly epsRoot?: Hyperparameter;
}

export interface ScaleByAdamOptions extends MomentOptions {
  /** The type of the mean of gradients. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
  /** Whether the mean looks one step ahead, as in NAdam. Default false. */
  readonly nesterov?: boolean;
}

export const MOMENTS = ["b1", "b2", "eps", "epsRoot"] as const;
export const ADAM = [...MOMENTS, "muDtype", "nesterov"] as const;

/** The common options of Adam and similar transformations, with their usual defaults. */
export function readMoments(
  fields: Fields<(typeof MOMENTS)[number]>,
  defaults: {
    readonly b1?: number;
    readonly b2?: number;
    readonly eps?: number;
    readonly epsRoot?: number;
  } = {},
) {
  return {
    b1: fields.read("b1", readShare, defaults.b1 ?? 0.9),
    b2: fields.read("b2", readShare, defaults.b2 ?? 0.999),
    eps: fields.read("eps", readAddend, defaults.eps ?? 1e-8),
    epsRoot: fields.read("epsRoot", readAddend, defaults.epsRoot ?? 0),
  };
}

/**
 * `mHat / (sqrt(vHat + epsRoot) + eps)`, with bias-corrected means of gradients and squares.
 * State: `{ count, mu, nu }`. Kingma & Ba 2014, https://arxiv.org/abs/1412.6980.
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByAdam", "options", options, ADAM);
  const { b1, b2, eps, epsRoot } = readMoments(fields);
  const nesterov = fields.flag("nesterov", false);
  return perParameter({
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) }, nu: {} },
    scalars: (step) => ({
      ...meanScalars(step, b1, nesterov),
      b2: step.value(b2),
      second: step.correction(b2),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
    }),
    leaf: ({ gradient, mu, nu }, scalars) => {
      const mean = blend(scalars.b1, mu, gradient);
      const square = blend(scalars.b2, nu, gradient.squared());
      const mHat = smoothed(mean, gradient, scalars, nesterov);
      const vHat = square.times(scalars.second);
      return { update: overRoot(mHat, vHat, scalars), mu: mean, nu: square };
    },
  });
}

export interface ScaleByAmsgradOptions extends MomentOptions {
  /** The type of the mean of gradients. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
  /** Whether the bias of the mean of gradients is corrected. Default true. */
  readonly biasCorrectionMu?: boolean;
  /** Whether the bias of the mean of squares is corrected, before the maximum is taken. Default true. */
  readonly biasCorrectionNu?: boolean;
}

export const AMSGRAD = [...MOMENTS, "muDtype", "biasCorrectionMu", "biasCorrectionNu"] as const;

export type ScaleByAmsgradState = { count: np.Array; mu: Tree; nu: Tree; nuMax: Tree };

/**
 * Adam with the largest mean of squares so far. State: `{ count, mu, nu, nuMax }`.
 * Reddi et al. 2018, https://arxiv.org/abs/1904.09237.
 */
export function scaleByAmsgrad(
  options: ScaleByAmsgradOptions = {},
): GradientTransformation<ScaleByAmsgradState> {
  const fields = new Fields("scaleByAmsgrad", "options", options, AMSGRAD);
  const { b1, b2, eps, epsRoot } = readMoments(fields);
  const correctsMean = fields.flag("biasCorrectionMu", true);
  const correctsSquare = fields.flag("biasCorrectionNu", true);
  return perParameter({
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) }, nu: {}, nuMax: {} },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.value(b2),
      first: correctsMean ? step.correction(b1) : step.term(1),
      second: correctsSquare ? step.correction(b2) : step.term(1),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
    }),
    leaf: ({ gradient, mu, nu, nuMax }, scalars) => {
      const mean = blend(scalars.b1, mu, gradient);
      const square = blend(scalars.b2, nu, gradient.squared());
      const largest = square.times(scalars.second).max(nuMax);
      const update = overRoot(mean.times(scalars.first), largest, scalars);
      return { update, mu: mean, nu: square, nuMax: largest };
    },
  });
}
