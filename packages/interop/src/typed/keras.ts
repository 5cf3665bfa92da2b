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

/** The value whose turn it is; the next one begins one step after its boundary. */
export const piecewiseConstantDecay = /* @__PURE__ */ selfContained(
  "keras",
  "PiecewiseConstantDecay",
  kerasDefinitions.PiecewiseConstantDecay,
  ["boundaries", "values"],
);

/** From `initialLearningRate` to `endLearningRate` by a power of the share that is left. */
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

/** A cosine to `alpha` times the peak, after a warm-up to `warmupTarget` if that is given. */
export const cosineDecay = /* @__PURE__ */ selfContained(
  "keras",
  "CosineDecay",
  kerasDefinitions.CosineDecay,
  ["initial_learning_rate", "decay_steps"],
);

/** Cosines, each `tMul` times as long and `mMul` times as high as the one before it. */
export const cosineDecayRestarts = /* @__PURE__ */ selfContained(
  "keras",
  "CosineDecayRestarts",
  kerasDefinitions.CosineDecayRestarts,
  ["initial_learning_rate", "first_decay_steps"],
);
