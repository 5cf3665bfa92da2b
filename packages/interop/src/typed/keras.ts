/** `keras.optimizers.schedules`, typed. */
import { kerasDefinitions } from "../keras/definitions.js";
import { selfContained } from "./typed.js";

export const keras = {
  /** `initialLearningRate * decayRate ^ (step / decaySteps)` */
  exponentialDecay: selfContained("keras", "ExponentialDecay", kerasDefinitions.ExponentialDecay, [
    "initial_learning_rate",
    "decay_steps",
    "decay_rate",
  ]),
  /** The value whose turn it is; the next one begins one step after its boundary. */
  piecewiseConstantDecay: selfContained(
    "keras",
    "PiecewiseConstantDecay",
    kerasDefinitions.PiecewiseConstantDecay,
    ["boundaries", "values"],
  ),
  /** From `initialLearningRate` to `endLearningRate` by a power of the share that is left. */
  polynomialDecay: selfContained("keras", "PolynomialDecay", kerasDefinitions.PolynomialDecay, [
    "initial_learning_rate",
    "decay_steps",
  ]),
  /** `initialLearningRate / (1 + decayRate * step / decaySteps)` */
  inverseTimeDecay: selfContained("keras", "InverseTimeDecay", kerasDefinitions.InverseTimeDecay, [
    "initial_learning_rate",
    "decay_steps",
    "decay_rate",
  ]),
  /** A cosine to `alpha` times the peak, after a warm-up to `warmupTarget` if that is given. */
  cosineDecay: selfContained("keras", "CosineDecay", kerasDefinitions.CosineDecay, [
    "initial_learning_rate",
    "decay_steps",
  ]),
  /** Cosines, each `tMul` times as long and `mMul` times as high as the one before it. */
  cosineDecayRestarts: selfContained("keras", "CosineDecayRestarts", kerasDefinitions.CosineDecayRestarts, [
    "initial_learning_rate",
    "first_decay_steps",
  ]),
};
