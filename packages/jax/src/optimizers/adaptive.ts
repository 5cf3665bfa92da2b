/** Gradients over the root of a mean or a sum of their squares. */
import { Fields } from "@anneal/core/arguments";
import { chain, identity } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import type { Mask } from "../transforms/label-trees.js";
import { scaleByLearningRate } from "../transforms/scale.js";
import { ADADELTA, type ScaleByAdadeltaOptions, scaleByAdadelta } from "../transforms/scale-by/adadelta.js";
import {
  RMS,
  RSS,
  type ScaleByRmsOptions,
  type ScaleByRssOptions,
  scaleByRms,
  scaleByRss,
  scaleByStddev,
} from "../transforms/scale-by/rms.js";
import type { ScalarOrSchedule } from "../transforms/types.js";
import { readMomentum, type SgdOptions } from "./gradient.js";
import { readOptions } from "./options.js";

export interface RmspropOptions extends ScaleByRmsOptions, Omit<SgdOptions, "accumulatorDtype"> {
  /** Whether gradients are divided by their deviation from their mean. Default false. */
  readonly centered?: boolean;
}

/**
 * Gradients over the root of a running mean of their squares; the momentum, if any, is of the scaled steps.
 * Tieleman & Hinton 2012; centered, Graves 2013, https://arxiv.org/abs/1308.0850.
 */
export function rmsprop(learningRate: ScalarOrSchedule, options: RmspropOptions = {}) {
  const fields = new Fields("rmsprop", "options", options, [...RMS, "centered", "momentum", "nesterov"]);
  const others = fields.pick(RMS) as ScaleByRmsOptions;
  return chain(
    fields.flag("centered", false) ? scaleByStddev(others) : scaleByRms(others),
    scaleByLearningRate(learningRate),
    readMomentum(fields as Fields<string>),
  );
}

/** Gradients over the root of the sum of all their squares. Duchi et al. 2011. */
export function adagrad(learningRate: ScalarOrSchedule, options: ScaleByRssOptions = {}) {
  const given = readOptions("adagrad", options, RSS);
  return chain(scaleByRss(given), scaleByLearningRate(learningRate));
}

export interface AdadeltaOptions extends ScaleByAdadeltaOptions {
  /** Weight decay, added to the gradient: a number, an array, or a schedule. Default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay. Default: all. */
  readonly weightDecayMask?: Mask | null;
}

/**
 * Steps in the parameters' own unit. Zeiler 2012, https://arxiv.org/abs/1212.5701.
 * @param learningRate Pass 1 for the paper's steps. Null, the default, leaves the updates as they are, as in Optax: they have the
 * sign of the gradients, and climb.
 */
export function adadelta(learningRate: ScalarOrSchedule | null = null, options: AdadeltaOptions = {}) {
  const given = readOptions("adadelta", options, [...ADADELTA, "weightDecay", "weightDecayMask"]);
  const { weightDecay = 0, weightDecayMask: mask = null, ...others } = given;
  return chain(
    addDecayedWeights({ weightDecay, mask }),
    scaleByAdadelta(others),
    learningRate === null ? identity() : scaleByLearningRate(learningRate),
  );
}
