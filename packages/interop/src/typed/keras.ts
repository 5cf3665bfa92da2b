/** `keras.optimizers.schedules`, typed. */
import { kerasDefinitions } from "../keras/definitions.js";
import { selfContained } from "../typed-functions.js";

/** `initialLearningRate * decayRate ^ (step / decaySteps)` */
export const exponentialDecay = /* @__PURE__ */ selfContained(
  "keras",
  "ExponentialDecay",
  kerasDefinitions.ExponentialDecay,
  ["initial_learning_rate", "decay_steps", "decay_rate"],
);

/** `values[i]`, switching one step after each boundary. */
export const piecewiseConstantDecay = /* @__PURE__ */ selfContained(
  "keras",
  "PiecewiseConstantDecay",
  kerasDefinitions.PiecewiseConstantDecay,
  ["boundaries", "values"],
);

/** From `initialLearningRate` to `endLearningRate` by a power of the remaining share. */
export const polynomialDecay = /* @__PURE__ */ selfContained(
  "keras",
  "PolynomialDecay",
  kerasDefinitions.PolynomialDecay,
  ["initial_learning_rate", "decay_steps"],
);

/** `initialLearningRate / (1 + decayRate * step / decaySteps)` */
export const inverseTimeDecay = /* @__PURE__ */ selfContained(
  "keras",
  "InverseTimeDecay",
  kerasDefinitions.InverseTimeDecay,
  ["initial_learning_rate", "decay_steps", "decay_rate"],
);

/** A cosine to `alpha` times the peak, after an optional warm-up to `warmupTarget`. */
export const cosineDecay = /* @__PURE__ */ selfContained(
  "keras",
  "CosineDecay",
  kerasDefinitions.CosineDecay,
  ["initial_learning_rate", "decay_steps"],
);

/** Cosines, each `tMul` times as long and `mMul` times as high as the previous one. */
export const cosineDecayRestarts = /* @__PURE__ */ selfContained(
  "keras",
  "CosineDecayRestarts",
  kerasDefinitions.CosineDecayRestarts,
  ["initial_learning_rate", "first_decay_steps"],
);
