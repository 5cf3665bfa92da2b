/** Optimizers whose steps are proportional to the size of each layer's parameters or gradients. */
import { trace } from "../transforms/accumulation.js";
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import type { Hyperparameter } from "../transforms/hyperparameters.js";
import type { Mask } from "../transforms/label-trees.js";
import { masked } from "../transforms/labels.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import { MOMENTS, type MomentOptions, scaleByAdam } from "../transforms/scale-by/adam.js";
import { type ScaleByNovogradOptions, scaleByNovograd } from "../transforms/scale-by/novograd.js";
import { scaleByTrustRatio } from "../transforms/scale-by/param-size.js";
import type { ScalarOrSchedule } from "../transforms/types.js";
import { DECAY, type DecayOptions, readOptions } from "./options.js";

/** Adam's steps in proportion to each parameter's norm; `eps` is 1e-6. You et al. 2019, https://arxiv.org/abs/1904.00962. */
export function lamb(learningRate: ScalarOrSchedule, options: MomentOptions & DecayOptions = {}) {
  const given = readOptions("lamb", options, [...MOMENTS, ...DECAY]);
  const { weightDecay = 0, mask = null, eps = 1e-6, ...others } = given;
  return chain(
    scaleByAdam({ eps, ...others }),
    addDecayedWeights({ weightDecay, mask }),
    scaleByTrustRatio(),
    scaleByLearningRate(learningRate),
  );
}

export interface LarsOptions {
  /** Weight decay, added to the gradient: a number, an array, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay. Default: all. */
  readonly weightDecayMask?: Mask;
  /** The factor on the ratio of norms. Default 1e-3. */
  readonly trustCoefficient?: Hyperparameter;
  /** Added to the norm of the update. Default 0. */
  readonly eps?: Hyperparameter;
  /** Which updates are scaled by the ratio of norms. Default: all. */
  readonly trustRatioMask?: Mask;
  /** Share of the momentum that is kept. Default 0.9. */
  readonly momentum?: Hyperparameter;
  /** Whether to use Nesterov's momentum. Default false. */
  readonly nesterov?: boolean;
}

const LARS = [
  "weightDecay",
  "weightDecayMask",
  "trustCoefficient",
  "eps",
  "trustRatioMask",
  "momentum",
  "nesterov",
] as const;

/** Gradients in proportion to each parameter's norm, with momentum. You et al. 2017, https://arxiv.org/abs/1708.03888. */
export function lars(learningRate: ScalarOrSchedule, options: LarsOptions = {}) {
  const given = readOptions("lars", options, LARS);
  const { weightDecay = 0, weightDecayMask = true, trustCoefficient = 1e-3, eps = 0 } = given;
  const { trustRatioMask = true, momentum = 0.9, nesterov = false } = given;
  return chain(
    addDecayedWeights({ weightDecay, mask: weightDecayMask }),
    masked(scaleByTrustRatio({ trustCoefficient, eps }), trustRatioMask),
    scaleByLearningRate(learningRate),
    trace(momentum, { nesterov }),
  );
}

/** Momentum of gradients over their layer's norm; `eps` is 1e-6. Ginsburg et al. 2019, https://arxiv.org/abs/1905.11286. */
export function novograd(
  learningRate: ScalarOrSchedule,
  options: Omit<ScaleByNovogradOptions, "muDtype"> = {},
) {
  const given = readOptions("novograd", options, [...MOMENTS, "weightDecay"]);
  return chain(scaleByNovograd({ eps: 1e-6, ...given }), scaleByLearningRate(learningRate));
}
