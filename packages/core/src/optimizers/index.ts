/** Adam and AdamW in TypeScript. */
export { Adam, AdamW, type ParameterSources } from "./adam.js";
export { NonFiniteGradientError, OutOfMemoryError } from "./errors.js";
export { clipGradNorm } from "./gradient-norm.js";
export type { ParameterGroup } from "./group.js";
export type { Optimizer, StepReport } from "./optimizer.js";
export type {
  AdamOptions,
  AdamWOptions,
  Hyperparameters,
  LearningRate,
  NonFinitePolicy,
  ParameterGroupSource,
  ParameterSource,
} from "./options.js";
export type { AdamGroupState, AdamParameterState, AdamState } from "./state.js";
export type { GradientOptions, StepOptions } from "./step-options.js";
