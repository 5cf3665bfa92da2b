/** Adafactor, whose memory is one value per row and column. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { ema } from "../transforms/accumulation.js";
import { clipByBlockRms } from "../transforms/clip.js";
import { chain } from "../transforms/combine.js";
import { addDecayedWeights } from "../transforms/decay.js";
import { type Hyperparameter, readShare } from "../transforms/hyperparameters.js";
import type { Mask } from "../transforms/label-trees.js";
import { scale, scaleByLearningRate } from "../transforms/scale.js";
import { scaleByFactoredRms } from "../transforms/scale-by/factored-rms.js";
import { scaleByParamBlockRms } from "../transforms/scale-by/param-size.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../transforms/types.js";

export interface AdafactorOptions {
  /** The smallest length of the second-longest axis at which an array is factored. Default 128. */
  readonly minDimSizeToFactor?: number;
  /** The exponent of the decay `1 - t^-decayRate`. Default 0.8. */
  readonly decayRate?: number;
  /** The number of steps subtracted from the count in the decay. Default 0. */
  readonly decayOffset?: number;
  /** Whether steps are scaled by the parameters' root mean square. Default true. */
  readonly multiplyByParameterScale?: boolean;
  /** The largest root mean square of a step before the rate; null for any. Default 1. */
  readonly clippingThreshold?: Hyperparameter | null;
  /** Decay of the running mean of steps; null for none, the default. */
  readonly momentum?: Hyperparameter | null;
  /** The type in which that mean is kept. Default: the parameters'. */
  readonly dtypeMomentum?: np.DType | null;
  /** Weight decay, which the rate does not scale; null for none, the default. */
  readonly weightDecayRate?: ScalarOrSchedule | null;
  /** Added to the squares. Default 1e-30. */
  readonly eps?: Hyperparameter;
  /** Whether arrays of two or more axes are factored. Default true. */
  readonly factored?: boolean;
  /** Which parameters decay. Default: all. */
  readonly weightDecayMask?: Mask | null;
}

const NAMES = [
  "minDimSizeToFactor",
  "decayRate",
  "decayOffset",
  "multiplyByParameterScale",
  "clippingThreshold",
  "momentum",
  "dtypeMomentum",
  "weightDecayRate",
  "eps",
  "factored",
  "weightDecayMask",
] as const;

/**
 * Steps of a mean of squares that is kept by rows and columns. Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235.
 * @param learningRate Null for steps that only the parameters' size scales.
 */
export function adafactor(
  learningRate: ScalarOrSchedule | null = null,
  options: AdafactorOptions = {},
): GradientTransformation {
  const fields = new Fields("adafactor", "options", options, NAMES);
  const given = fields.pick(NAMES) as AdafactorOptions;
  const { clippingThreshold = 1 } = given;
  const { minDimSizeToFactor = 128, decayRate = 0.8, decayOffset: stepOffset = 0 } = given;
  const { eps: epsilon = 1e-30, factored = true, weightDecayMask: mask = null } = given;
  const momentum = fields.readOrNull("momentum", readShare);
  const { weightDecayRate = null, dtypeMomentum: accumulatorDtype = null } = given;
  const steps: GradientTransformation[] = [
    scaleByFactoredRms({ factored, decayRate, stepOffset, minDimSizeToFactor, epsilon }),
  ];
  if (clippingThreshold !== null) steps.push(clipByBlockRms(clippingThreshold));
  if (learningRate !== null) steps.push(scaleByLearningRate(learningRate, false));
  if (fields.flag("multiplyByParameterScale", true)) steps.push(scaleByParamBlockRms());
  if (momentum !== null) steps.push(ema(momentum, { debias: false, accumulatorDtype }));
  if (weightDecayRate !== null) steps.push(addDecayedWeights({ weightDecay: weightDecayRate, mask }));
  return chain<Tree[]>(...steps, scale(-1));
}
