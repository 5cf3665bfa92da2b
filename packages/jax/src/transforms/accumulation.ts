/** Gradients accumulated from step to step: momentum, a running mean, a sum of several. */
import { Fields, wholeNumber } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { readFloatDtype } from "./dtypes.js";
import { accumulated, blend } from "./formulas.js";
import { type Hyperparameter, readShare } from "./hyperparameters.js";
import { perParameter } from "./per-parameter.js";
import type { GradientTransformation, Tree } from "./types.js";

export interface TraceOptions {
  /** Whether the gradient is counted once more. Default false. */
  readonly nesterov?: boolean;
  /** The type in which the trace is kept. Default: the parameters'. */
  readonly accumulatorDtype?: np.DType | null;
}

export type TraceState = { trace: Tree };

/**
 * Momentum: `trace = gradient + decay * trace`. State: `{ trace }`.
 * @param decay Share of the trace that is kept, from 0 to below 1.
 */
export function trace(decay: Hyperparameter, options: TraceOptions = {}): GradientTransformation<TraceState> {
  const share = readShare("decay", decay);
  const fields = new Fields("trace", "options", options, ["nesterov", "accumulatorDtype"]);
  const nesterov = fields.flag("nesterov", false);
  return perParameter({
    slots: { trace: { dtype: fields.readOrNull("accumulatorDtype", readFloatDtype) } },
    scalars: (step) => ({ decay: step.value(share) }),
    leaf: ({ gradient, trace }, { decay }) => {
      const moved = accumulated(decay, trace, gradient);
      return { update: nesterov ? accumulated(decay, moved, gradient) : moved, trace: moved };
    },
  });
}

export interface EmaOptions {
  /** Whether the start at 0 is corrected. Default true. */
  readonly debias?: boolean;
  /** The type in which the mean is kept. Default: the parameters'. */
  readonly accumulatorDtype?: np.DType | null;
}

export type EmaState = { count: np.Array; ema: Tree };

/** The running mean `decay * mean + (1 - decay) * update` in place of each update. State: `{ count, ema }`. */
export function ema(decay: Hyperparameter, options: EmaOptions = {}): GradientTransformation<EmaState> {
  const fields = new Fields("ema", "options", options, ["debias", "accumulatorDtype"]);
  const share = readShare("decay", decay);
  const debias = fields.flag("debias", true);
  return perParameter({
    counter: "count",
    slots: { ema: { dtype: fields.readOrNull("accumulatorDtype", readFloatDtype) } },
    scalars: (step) => ({
      share: step.value(share),
      correction: debias ? step.correction(share) : step.term(1),
    }),
    leaf: ({ gradient, ema }, { share, correction }) => {
      const mean = blend(share, ema, gradient);
      return { update: mean.times(correction), ema: mean };
    },
  });
}

export type ApplyEveryState = { count: np.Array; gradAcc: Tree };

/**
 * The sum of `k` updates at every `k`-th step, and zeros between. State: `{ count, gradAcc }`. Transformations before it get
 * every gradient; with `multiSteps` they get only the sum or mean.
 */
export function applyEvery(k = 1): GradientTransformation<ApplyEveryState> {
  const every = wholeNumber("k", k, 1);
  return perParameter({
    counter: "count",
    period: every,
    slots: { gradAcc: {} },
    scalars: (step) => ({ continues: step.before.greater(0), emits: step.before.equals(every - 1) }),
    leaf: ({ gradient, gradAcc }, { continues, emits }) => {
      const sum = continues.choose(gradAcc, 0).plus(gradient);
      return { update: emits.choose(sum, 0), gradAcc: sum };
    },
  });
}
