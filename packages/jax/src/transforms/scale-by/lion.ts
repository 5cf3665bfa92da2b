/** The sign of a weighted mean of the running mean and the gradient. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { readFloatDtype } from "../dtypes.js";
import { blend } from "../formulas.js";
import { type Hyperparameter, readPositive, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { Term } from "../terms.js";
import type { GradientTransformation, Tree } from "../types.js";

const MODES = ["hard", "smooth", "refined"] as const;

export interface ScaleByLionOptions {
  /** The weight of the mean in the update, from 0 to below 1. Default 0.9. */
  readonly b1?: Hyperparameter;
  /** Decay of the mean, from 0 to below 1. Default 0.99. */
  readonly b2?: Hyperparameter;
  /** The type of the mean. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
}

export interface ScaleByLionModes extends ScaleByLionOptions {
  /** The sign ("hard", the default), `tanh(smoothBeta * x)` ("smooth"), or the sign from 1 on and `x` below ("refined"). */
  readonly mode?: (typeof MODES)[number];
  /** The steepness of "smooth". Default 1. */
  readonly smoothBeta?: Hyperparameter;
}

export const LION = ["b1", "b2", "muDtype"] as const;

export type ScaleByLionState = { count: np.Array; mu: Tree };

/** `sign(b1 * mean + (1 - b1) * gradient)`. State: `{ count, mu }`. Chen et al. 2023, https://arxiv.org/abs/2302.06675. */
export function scaleByLion(options: ScaleByLionModes = {}): GradientTransformation<ScaleByLionState> {
  const fields = new Fields("scaleByLion", "options", options, [...LION, "mode", "smoothBeta"]);
  const b1 = fields.read("b1", readShare, 0.9);
  const b2 = fields.read("b2", readShare, 0.99);
  const smoothBeta = fields.read("smoothBeta", readPositive, 1);
  const mode = fields.choice("mode", MODES, "hard");
  const ofMode: Record<(typeof MODES)[number], (x: Term, steepness: Term) => Term> = {
    hard: (x) => x.sign(),
    smooth: (x, steepness) => x.times(steepness).tanh(),
    refined: (x) => x.absolute().less(1).choose(x, x.sign()),
  };
  return perParameter({
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) } },
    scalars: (step) => ({ b1: step.value(b1), b2: step.value(b2), steepness: step.value(smoothBeta) }),
    leaf: ({ gradient, mu }, { b1, b2, steepness }) => ({
      update: ofMode[mode](blend(b1, mu, gradient), steepness),
      mu: blend(b2, mu, gradient),
    }),
  });
}
