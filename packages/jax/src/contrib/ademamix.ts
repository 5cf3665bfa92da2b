/** Adam with a second, much slower mean of gradients. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { DECAY, type DecayOptions, readOptions } from "../optimizers/options.js";
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { readFloatDtype } from "../transforms/dtypes.js";
import { blend, overRoot } from "../transforms/formulas.js";
import { perParameter } from "../transforms/per-parameter.js";
import { type Rate, readRate } from "../transforms/scalars.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import { MOMENTS, type MomentOptions, readMoments } from "../transforms/scale-by/adam.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";

export interface ScaleByAdemamixOptions extends MomentOptions {
  /** Decay of the slow mean: a number, an array, or a schedule. Default 0.9999. */
  readonly b3?: ScalarOrSchedule;
  /** What the slow mean is multiplied with, likewise. Default 6; 5 in `ademamix`. */
  readonly alpha?: ScalarOrSchedule;
  /** The type in which the means start. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
}

const ADEMAMIX = [...MOMENTS, "b3", "alpha", "muDtype"] as const;

export type ScaleByAdemamixState = { count: np.Array; m1: Tree; m2: Tree; nu: Tree };

/**
 * `(m1Hat + alpha m2) / (sqrt(vHat + epsRoot) + eps)`, with means `m1` and `m2` of gradients, of the decays `b1` and `b3`.
 * State: `{ count, m1, m2, nu }`. Pagliardini et al. 2024, https://arxiv.org/abs/2409.03137.
 */
export function scaleByAdemamix(
  options: ScaleByAdemamixOptions = {},
): GradientTransformation<ScaleByAdemamixState> {
  const fields = new Fields("scaleByAdemamix", "options", options, ADEMAMIX);
  const { b1, b2, eps, epsRoot } = readMoments(fields);
  const b3 = fields.read<Rate>("b3", readRate, { constant: 0.9999 });
  const alpha = fields.read<Rate>("alpha", readRate, { constant: 6 });
  const dtype = fields.readOrNull("muDtype", readFloatDtype);
  return perParameter({
    counter: "count",
    slots: { m1: { dtype }, m2: { dtype }, nu: { dtype } },
    scalars: (step) => ({
      b1: step.value(b1),
      b2: step.value(b2),
      b3: step.rate(b3),
      alpha: step.rate(alpha),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
      first: step.correction(b1),
      second: step.correction(b2),
    }),
    leaf: ({ gradient, m1, m2, nu }, { b1, b2, b3, alpha, first, second, ...others }) => {
      const fast = blend(b1, m1, gradient);
      const slow = blend(b3, m2, gradient);
      const square = blend(b2, nu, gradient.squared());
      const direction = fast.times(first).plus(slow.times(alpha));
      return { update: overRoot(direction, square.times(second), others), m1: fast, m2: slow, nu: square };
    },
  });
}

/** AdEMAMix with decoupled weight decay. Pagliardini et al. 2024. */
export function ademamix(
  learningRate: ScalarOrSchedule,
  options: ScaleByAdemamixOptions & DecayOptions = {},
) {
  const given = readOptions("ademamix", options, [...ADEMAMIX, ...DECAY]);
  const { weightDecay = 0, mask = null, alpha = 5, ...others } = given;
  return chain(
    scaleByAdemamix({ alpha, ...others }),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}
