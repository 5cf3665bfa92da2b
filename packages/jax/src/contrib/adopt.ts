/** Adam that divides each gradient by the mean of squares from before it. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { chain } from "../transforms/combine.js";
import { readFloatDtype } from "../transforms/dtypes.js";
import { blend } from "../transforms/formulas.js";
import { perParameter } from "../transforms/per-parameter.js";
import { readSchedule } from "../transforms/scalars.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import { type MomentOptions, readMoments, type ScaleByAdamState } from "../transforms/scale-by/adam.js";
import type { GradientTransformation, ScalarOrSchedule, ScheduleFunction } from "../transforms/types.js";

export interface AdoptOptions extends Omit<MomentOptions, "epsRoot"> {
  /** The type in which the mean of gradients is kept. Default: the parameters'. */
  readonly muDtype?: np.DType | null;
  /** Whether the mean is blended with the gradient once more. Default false. */
  readonly nesterov?: boolean;
  /** Whether the scaled gradients are clipped. Default true. */
  readonly useClipping?: boolean;
  /** To what, of the count of updates before: a function that consumes it. Default: the fourth root. */
  readonly clipValueFn?: ScheduleFunction;
}

const ADOPT = ["b1", "b2", "eps", "muDtype", "nesterov", "useClipping", "clipValueFn"] as const;

const fourthRoot: ScheduleFunction = (count) => np.sqrt(np.sqrt(count.astype(np.float32)));

/**
 * A running mean of `gradient / max(sqrt(nu), eps)`, with the mean of squares `nu` from before the gradient; the first
 * gradient only starts `nu`. `b2` is 0.9999 and `eps` 1e-6 by default. State: `{ count, mu, nu }`.
 * Taniguchi et al. 2024, https://arxiv.org/abs/2411.02853.
 */
export function scaleByAdopt(options: AdoptOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields<string>("scaleByAdopt", "options", options, ADOPT);
  const { b1, b2, eps } = readMoments(fields, { b2: 0.9999, eps: 1e-6 });
  const nesterov = fields.flag("nesterov", false);
  const clips = fields.flag("useClipping", true);
  const clipValue = fields.read("clipValueFn", readClipValue, fourthRoot);
  return perParameter({
    counter: "count",
    slots: { mu: { dtype: fields.readOrNull("muDtype", readFloatDtype) }, nu: {} },
    scalars: (step) => {
      const starts = step.before.equals(0);
      return {
        decay: starts.choose(1, step.value(b1)).once(),
        squareDecay: starts.choose(0, step.value(b2)).once(),
        eps: step.value(eps),
        most: clips ? step.scheduled(clipValue) : step.term(Number.POSITIVE_INFINITY),
      };
    },
    leaf: ({ gradient, mu, nu }, { decay, squareDecay, eps, most }) => {
      const scaled = gradient.over(nu.root().max(eps));
      const held = clips ? scaled.clip(most.negated(), most) : scaled;
      const mean = blend(decay, mu, held);
      const square = blend(squareDecay, nu, gradient.squared());
      return { update: nesterov ? blend(decay, mean, held) : mean, mu: mean, nu: square };
    },
  });
}

/** ADOPT. Taniguchi et al. 2024, https://arxiv.org/abs/2411.02853. */
export function adopt(learningRate: ScalarOrSchedule, options: AdoptOptions = {}) {
  return chain(scaleByAdopt(options), scaleByLearningRate(learningRate));
}

function readClipValue(argument: string, value: unknown): ScheduleFunction {
  if (typeof value !== "function") throw new InvalidArgumentError(argument, value, "a function of the count");
  return readSchedule(argument, value);
}
