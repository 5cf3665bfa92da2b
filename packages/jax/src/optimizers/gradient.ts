/** Optimizers that use gradients directly, or their signs. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { ema, trace } from "../transforms/accumulation.js";
import { chain, identity } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { readFloatDtype } from "../transforms/dtypes.js";
import { type Hyperparameter, readShare } from "../transforms/hyperparameters.js";
import { scale, scaleByLearningRate } from "../transforms/scale.js";
import { LION, type ScaleByLionOptions, scaleByLion } from "../transforms/scale-by/lion.js";
import { type ScaleByRpropOptions, scaleByRprop } from "../transforms/scale-by/rprop.js";
import { scaleBySign } from "../transforms/scale-by/sign.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";
import { DECAY, type DecayOptions, readOptions } from "./options.js";

export interface SgdOptions {
  /** The share of the momentum that is kept. Default: no momentum. */
  readonly momentum?: Hyperparameter | null;
  /** Whether to use Nesterov's momentum. Default false. */
  readonly nesterov?: boolean;
  /** The type in which the momentum is kept. Default: the parameters'. */
  readonly accumulatorDtype?: np.DType | null;
}

/** Gradient descent, optionally with momentum. */
export function sgd(learningRate: ScalarOrSchedule, options: SgdOptions = {}) {
  const fields = new Fields("sgd", "options", options, ["momentum", "nesterov", "accumulatorDtype"]);
  return chain(readMomentum(fields), scaleByLearningRate(learningRate));
}

/** The momentum that an optimizer's options ask for, if any. */
export function readMomentum(
  fields: Fields<"momentum" | "nesterov" | "accumulatorDtype">,
  momentum = fields.readOrNull("momentum", readShare),
): GradientTransformation<{ trace: Tree } | []> {
  const nesterov = fields.flag("nesterov", false);
  const accumulatorDtype = fields.readOrNull("accumulatorDtype", readFloatDtype);
  return momentum === null ? identity() : trace(momentum, { nesterov, accumulatorDtype });
}

/** The sign of each gradient. Bernstein et al. 2018, https://arxiv.org/abs/1802.04434. */
export function signSgd(learningRate: ScalarOrSchedule) {
  return chain(scaleBySign(), scaleByLearningRate(learningRate));
}

export interface SignumOptions {
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.9. */
  readonly beta?: Hyperparameter;
  /** The type in which the mean is kept. Default: the parameters'. */
  readonly accumulatorDtype?: np.DType | null;
}

/** The sign of a running mean of gradients. Bernstein et al. 2018. */
export function signum(learningRate: ScalarOrSchedule, options: SignumOptions = {}) {
  const given = readOptions("signum", options, ["beta", "accumulatorDtype"]);
  const { beta = 0.9, accumulatorDtype = null } = given;
  return chain(
    ema(beta, { debias: false, accumulatorDtype }),
    scaleBySign(),
    scaleByLearningRate(learningRate),
  );
}

/** Lion with decoupled weight decay, by default 1e-3. Chen et al. 2023, https://arxiv.org/abs/2302.06675. */
export function lion(learningRate: ScalarOrSchedule, options: ScaleByLionOptions & DecayOptions = {}) {
  const given = readOptions("lion", options, [...LION, ...DECAY]);
  const { weightDecay = 1e-3, mask = null, ...others } = given;
  return chain(
    scaleByLion(others),
    addDecayedWeights({ weightDecay, mask }),
    scaleByLearningRate(learningRate),
  );
}

/**
 * Steps by the sign of the gradient, with a separate size per element. Riedmiller & Braun 1993.
 * @param learningRate The initial sizes.
 */
export function rprop(learningRate: Hyperparameter, options: ScaleByRpropOptions = {}) {
  return chain(scaleByRprop(learningRate, options), scale(-1));
}
