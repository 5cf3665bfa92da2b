/** Optax for jax-js: schedules and gradient transformations that trace under jit. */
export * as contrib from "./contrib/index.js";
export {
  type AdoptOptions,
  ademamix,
  adopt,
  type MuonOptions,
  type MuonState,
  muon,
  normalize,
  type ProdigyOptions,
  type ProdigyState,
  prodigy,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
  type SamOptions,
  type SamState,
  type ScaleByAdemamixOptions,
  type ScaleByAdemamixState,
  type ScaleByMuonOptions,
  type ScheduleFreeAdamwOptions,
  type ScheduleFreeOptions,
  type ScheduleFreeSgdOptions,
  type ScheduleFreeState,
  sam,
  scaleByAdemamix,
  scaleByAdopt,
  scaleByMuon,
  scheduleFree,
  scheduleFreeAdamw,
  scheduleFreeEvalParams,
  scheduleFreeSgd,
} from "./contrib/index.js";
export { init } from "./devices.js";
export { type AdafactorOptions, adafactor } from "./optimizers/adafactor.js";
export {
  adabelief,
  adam,
  adamax,
  adamaxw,
  adamw,
  adan,
  amsgrad,
  nadam,
  nadamw,
  radam,
  yogi,
} from "./optimizers/adam.js";
export {
  type AdadeltaOptions,
  adadelta,
  adagrad,
  type RmspropOptions,
  rmsprop,
} from "./optimizers/adaptive.js";
export {
  lion,
  rprop,
  type SgdOptions,
  type SignumOptions,
  sgd,
  signSgd,
  signum,
} from "./optimizers/gradient.js";
export { type LarsOptions, lamb, lars, novograd } from "./optimizers/layerwise.js";
export type { DecayOptions } from "./optimizers/options.js";
export { evalParamsFromRule, fromRule, type RuleState } from "./rules/from-rule.js";
export type { FromRuleOptions } from "./rules/options.js";
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
export {
  type ApplyEveryState,
  applyEvery,
  type EmaOptions,
  type EmaState,
  ema,
  type TraceOptions,
  type TraceState,
  trace,
} from "./transforms/accumulation.js";
export { centralize } from "./transforms/centralize.js";
export {
  type AdaptiveGradClipOptions,
  adaptiveGradClip,
  clip,
  clipByBlockRms,
  clipByGlobalNorm,
  globalNorm,
} from "./transforms/clip.js";
export {
  chain,
  identity,
  namedChain,
  setToZero,
  stateless,
  statelessWithTreeMap,
} from "./transforms/combine.js";
export {
  type ConditionallyTransformState,
  type ConditionFn,
  conditionallyMask,
  conditionallyTransform,
} from "./transforms/conditional.js";
export { type AddDecayedWeightsOptions, addDecayedWeights } from "./transforms/decay.js";
export { type ApplyIfFiniteState, applyIfFinite, type ZeroNansState, zeroNans } from "./transforms/finite.js";
export { freeze, selectiveTransform } from "./transforms/freezing.js";
export type { Hyperparameter, Injected } from "./transforms/hyperparameters.js";
export { type InjectHyperparamsState, injectHyperparams } from "./transforms/inject.js";
export type { Labels, LabelTree, Mask } from "./transforms/label-trees.js";
export { masked, multiTransform, partition } from "./transforms/labels.js";
export {
  type Lookahead,
  type LookaheadOptions,
  LookaheadParams,
  type LookaheadState,
  lookahead,
} from "./transforms/lookahead.js";
export {
  hasUpdated,
  type MultiStepsOptions,
  type MultiStepsState,
  multiSteps,
  type SkippingState,
} from "./transforms/multi-steps.js";
export { scale, scaleByLearningRate, scaleBySchedule } from "./transforms/scale.js";
export {
  type ScaleByAdaDeltaState,
  type ScaleByAdadeltaOptions,
  scaleByAdadelta,
} from "./transforms/scale-by/adadelta.js";
export {
  type MomentOptions,
  type ScaleByAdamOptions,
  type ScaleByAdamState,
  type ScaleByAmsgradOptions,
  type ScaleByAmsgradState,
  scaleByAdam,
  scaleByAmsgrad,
} from "./transforms/scale-by/adam.js";
export { type ScaleByAdamaxOptions, scaleByAdamax } from "./transforms/scale-by/adamax.js";
export { type ScaleByAdanOptions, type ScaleByAdanState, scaleByAdan } from "./transforms/scale-by/adan.js";
export { type ScaleByBeliefOptions, scaleByBelief } from "./transforms/scale-by/belief.js";
export {
  type FactoredState,
  type ScaleByFactoredRmsOptions,
  scaleByFactoredRms,
} from "./transforms/scale-by/factored-rms.js";
export {
  type ScaleByLionModes,
  type ScaleByLionOptions,
  type ScaleByLionState,
  scaleByLion,
} from "./transforms/scale-by/lion.js";
export { type ScaleByNovogradOptions, scaleByNovograd } from "./transforms/scale-by/novograd.js";
export {
  type ScaleByTrustRatioOptions,
  scaleByParamBlockNorm,
  scaleByParamBlockRms,
  scaleByTrustRatio,
} from "./transforms/scale-by/param-size.js";
export { type ScaleByRadamOptions, scaleByRadam } from "./transforms/scale-by/radam.js";
export {
  type ScaleByRmsOptions,
  type ScaleByRmsState,
  type ScaleByRStdDevState,
  type ScaleByRssOptions,
  type ScaleByRssState,
  scaleByRms,
  scaleByRss,
  scaleByStddev,
} from "./transforms/scale-by/rms.js";
export {
  type ScaleByRpropOptions,
  type ScaleByRpropState,
  scaleByRprop,
} from "./transforms/scale-by/rprop.js";
export { scaleBySign } from "./transforms/scale-by/sign.js";
export { type ScaleByYogiOptions, scaleByYogi } from "./transforms/scale-by/yogi.js";
export { type ShouldSkipUpdate, skipLargeUpdates, skipNotFinite } from "./transforms/skips.js";
export type {
  CountState,
  ExtraArguments,
  GradientTransformation,
  ScalarOrSchedule,
  ScheduleFunction,
  StateOf,
  Tree,
} from "./transforms/types.js";
export { applyUpdates, incrementalUpdate, periodicUpdate } from "./transforms/weights.js";
export * as tree from "./tree/index.js";
