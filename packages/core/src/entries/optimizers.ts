/** Optimizers and their update rules: `@anneal/core/optimizers`. */

export { checkpointToJSON, restoreCheckpoint } from "../optimizers/checkpoint.js";
export {
  ADOPT,
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  type AdamOptions,
  AdamW,
  type AdamWOptions,
  AdamWScheduleFree,
  AdEMAMix,
  ASGD,
  LAMB,
  Lion,
  Muon,
  NAdam,
  Prodigy,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
  SGDScheduleFree,
} from "../optimizers/classes.js";
export { InterruptedUpdateError, NonFiniteGradientError, OutOfMemoryError } from "../optimizers/errors.js";
export { clipGradNorm } from "../optimizers/gradient-norm.js";
export type { ParameterGroup } from "../optimizers/group.js";
export type { StepReport } from "../optimizers/make-step.js";
export { Optimizer } from "../optimizers/optimizer.js";
export type {
  CommonOptions,
  DecayExclude,
  GroupSource,
  LearningRate,
  NonFinitePolicy,
  OptimizerOptions,
  ParameterSources,
} from "../optimizers/options.js";
export type {
  ArrayOf,
  Float16Values,
  ParameterArray,
  ParameterDtype,
} from "../optimizers/parameter-array.js";
export type { NamedParameter, ParameterSource, Parameters } from "../optimizers/parameters.js";
export type { Scheduled } from "../optimizers/rule/hyper.js";
export { defineRule, isRule, type Rule } from "../optimizers/rule/rule.js";
export { adadelta } from "../optimizers/rules/adadelta.js";
export { adafactor } from "../optimizers/rules/adafactor.js";
export { adagrad } from "../optimizers/rules/adagrad.js";
export { adam, adamw } from "../optimizers/rules/adam.js";
export { adamax } from "../optimizers/rules/adamax.js";
export { ademamix } from "../optimizers/rules/ademamix.js";
export { adopt } from "../optimizers/rules/adopt.js";
export { asgd } from "../optimizers/rules/asgd.js";
export { lamb } from "../optimizers/rules/lamb.js";
export { lion } from "../optimizers/rules/lion.js";
export { muon } from "../optimizers/rules/muon.js";
export { nadam } from "../optimizers/rules/nadam.js";
export { prodigy } from "../optimizers/rules/prodigy.js";
export { radam } from "../optimizers/rules/radam.js";
export { rmsprop } from "../optimizers/rules/rmsprop.js";
export { rprop } from "../optimizers/rules/rprop.js";
export { adamwScheduleFree, sgdScheduleFree } from "../optimizers/rules/schedule-free.js";
export { sgd } from "../optimizers/rules/sgd.js";
export type { GroupState, OptimizerState, ParameterState, StateOptions } from "../optimizers/state.js";
export type { ClipOptions, GradientOptions, StepOptions } from "../optimizers/step-options.js";
