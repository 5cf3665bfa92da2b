/** Optax's gradient transformations. */
export {
  type ApplyEveryState,
  applyEvery,
  type EmaOptions,
  type EmaState,
  ema,
  type TraceOptions,
  type TraceState,
  trace,
} from "./accumulation.js";
export { centralize } from "./centralize.js";
export {
  type AdaptiveGradClipOptions,
  adaptiveGradClip,
  clip,
  clipByBlockRms,
  clipByGlobalNorm,
  globalNorm,
} from "./clip.js";
export { chain, identity, namedChain, setToZero, stateless, statelessWithTreeMap } from "./combine.js";
export {
  type ConditionallyTransformState,
  type ConditionFn,
  conditionallyMask,
  conditionallyTransform,
} from "./conditional.js";
export { type AddDecayedWeightsOptions, addDecayedWeights } from "./decay.js";
export { type ApplyIfFiniteState, applyIfFinite, type ZeroNansState, zeroNans } from "./finite.js";
export { freeze, selectiveTransform } from "./freezing.js";
export type { Hyperparameter, Injected } from "./hyperparameters.js";
export { type InjectHyperparamsState, injectHyperparams } from "./inject.js";
export type { Labels, LabelTree, Mask } from "./label-trees.js";
export { masked, multiTransform, partition } from "./labels.js";
export {
  type Lookahead,
  type LookaheadOptions,
  LookaheadParams,
  type LookaheadState,
  lookahead,
} from "./lookahead.js";
export {
  hasUpdated,
  type MultiStepsOptions,
  type MultiStepsState,
  multiSteps,
  type SkippingState,
} from "./multi-steps.js";
export { scale, scaleByLearningRate, scaleBySchedule } from "./scale.js";
export * from "./scale-by/index.js";
export { type ShouldSkipUpdate, skipLargeUpdates, skipNotFinite } from "./skips.js";
export type {
  CountState,
  ExtraArguments,
  GradientTransformation,
  ScalarOrSchedule,
  ScheduleFunction,
  Tree,
} from "./types.js";
export { applyUpdates, incrementalUpdate, periodicUpdate } from "./weights.js";
