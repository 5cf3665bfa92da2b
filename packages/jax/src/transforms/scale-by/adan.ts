/** Nesterov momentum, from differences of gradients. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { blend, overRoot } from "../formulas.js";
import { type Hyperparameter, readAddend, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation, Tree } from "../types.js";

export interface ScaleByAdanOptions {
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.98. */
  readonly b1?: Hyperparameter;
  /** Decay of the mean of their differences. Default 0.92. */
  readonly b2?: Hyperparameter;
  /** Decay of the mean of squares. Default 0.99. */
  readonly b3?: Hyperparameter;
  /** Added to the root. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** Added under the root. Default 0; 1e-8 in `adan`. */
  readonly epsRoot?: Hyperparameter;
}

export const ADAN = ["b1", "b2", "b3", "eps", "epsRoot"] as const;

export type ScaleByAdanState = { t: np.Array; m: Tree; v: Tree; n: Tree; g: Tree };

/**
 * `(mHat + (1 - b2) vHat) / (sqrt(nHat + epsRoot) + eps)`, with means `m` of gradients, `v` of their differences and `n` of
 * the squares of `gradient + (1 - b2) difference`. State: `{ m, v, n, g, t }`.
 * Xie et al. 2022, https://arxiv.org/abs/2208.06677.
 */
export function scaleByAdan(options: ScaleByAdanOptions = {}): GradientTransformation<ScaleByAdanState> {
  const fields = new Fields("scaleByAdan", "options", options, ADAN);
  const b1 = fields.read("b1", readShare, 0.98);
  const b2 = fields.read("b2", readShare, 0.92);
  const b3 = fields.read("b3", readShare, 0.99);
  const eps = fields.read("eps", readAddend, 1e-8);
  const epsRoot = fields.read("epsRoot", readAddend, 0);
  return perParameter({
    counter: "t",
    slots: { m: {}, v: {}, n: {}, g: {} },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.value(b2),
      b3: step.value(b3),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
      first: step.correction(b1),
      second: step.correction(b2),
      third: step.correction(b3),
      starts: step.before.equals(0),
    }),
    leaf: ({ gradient, m, v, n, g }, { b1, b2, b3, first, second, third, starts, ...others }) => {
      const difference = starts.choose(0, gradient.minus(g));
      const ahead = gradient.plus(difference.times(b2.complement()));
      const mean = blend(b1, m, gradient);
      const change = blend(b2, v, difference);
      const square = blend(b3, n, ahead.squared());
      const direction = mean.times(first).plus(change.times(second).times(b2.complement()));
      const update = overRoot(direction, square.times(third), others);
      return { update, m: mean, v: change, n: square, g: gradient };
    },
  });
}
