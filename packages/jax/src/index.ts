/** Optax for jax-js: schedules and gradient transformations that trace under jit. */
export { init } from "./devices.js";
export {
  constantSchedule,
  cosineDecaySchedule,
  cosineOnecycleSchedule,
  exponentialDecay,
  joinSchedules,
  linearOnecycleSchedule,
  linearSchedule,
  piecewiseConstantSchedule,
  piecewiseInterpolateSchedule,
  polynomialSchedule,
  sgdrSchedule,
  type Traceable,
  warmupConstantSchedule,
  warmupCosineDecaySchedule,
  warmupExponentialDecaySchedule,
} from "./schedules/optax.js";
export {
  type JittedSchedule,
  jit,
  type StepArray,
  type TraceableSchedule,
  traceable,
} from "./schedules/traceable.js";
export { clipByGlobalNorm, globalNorm } from "./transforms/clip.js";
export { applyUpdates, chain, identity, setToZero } from "./transforms/combine.js";
export { type AddDecayedWeightsOptions, addDecayedWeights } from "./transforms/decay.js";
export type { Hyperparameter, Injected } from "./transforms/hyperparameters.js";
export { injectHyperparams } from "./transforms/inject.js";
export type { Labels, LabelTree, Mask } from "./transforms/label-trees.js";
export { masked, multiTransform, partition } from "./transforms/labels.js";
export {
  type ScaleByAdamOptions,
  type ScaleByLionOptions,
  scaleByAdam,
  scaleByLion,
  type TraceOptions,
  trace,
} from "./transforms/moments.js";
export { type MultiStepsOptions, multiSteps } from "./transforms/multi-steps.js";
export { adam, adamw, type DecayOptions, lion, type SgdOptions, sgd } from "./transforms/optimizers.js";
export { type ReduceOnPlateauOptions, reduceOnPlateau } from "./transforms/plateau.js";
export { scale, scaleByLearningRate, scaleBySchedule } from "./transforms/scale.js";
export { type ShouldSkipUpdate, skipLargeUpdates, skipNotFinite } from "./transforms/skips.js";
export type {
  ExtraArguments,
  GradientTransformation,
  ScalarOrSchedule,
  ScheduleFunction,
  Tree,
} from "./transforms/types.js";
