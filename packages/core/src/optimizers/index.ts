/** Optimizers: update rules as data, and what runs them in TypeScript. */
export * from "./classes.js";
export { NonFiniteGradientError, OutOfMemoryError } from "./errors.js";
export { clipGradNorm } from "./gradient-norm.js";
export type { ParameterGroup } from "./group.js";
export { Optimizer, type StepReport } from "./optimizer.js";
export type {
  CommonOptions,
  DecayExclude,
  GroupSource,
  LearningRate,
  NonFinitePolicy,
  OptimizerOptions,
  ParameterSources,
} from "./options.js";
export type { NamedParameter, Parameters, ParameterSource } from "./parameters.js";
export type { Scheduled } from "./rule/hyper.js";
export { defineRule, isRule, type Rule } from "./rule/rule.js";
export * from "./rules/index.js";
export type { GroupState, OptimizerState, ParameterState } from "./state.js";
export type { GradientOptions, StepOptions } from "./step-options.js";
