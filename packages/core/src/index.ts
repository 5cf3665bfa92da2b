/** Learning-rate schedules as data, their host interpreter, and the reference optimizers. */

export {
  type CompareOptions,
  type Comparison,
  compare,
  type ScheduleDifference,
  type StepDifference,
} from "./compare/compare.js";
export { type BranchDecayOptions, branchDecay } from "./constructors/branch-decay.js";
export {
  type ClampOptions,
  clamp,
  type JoinOptions,
  join,
  product,
  type ScaleOptions,
  type SchedulesOptions,
  type ShiftOptions,
  scale,
  shift,
  sum,
} from "./constructors/combine.js";
export { type ConstantOptions, constant } from "./constructors/constant.js";
export { type CosineOptions, cosine } from "./constructors/cosine.js";
export { type CosineRestartsOptions, cosineRestarts } from "./constructors/cosine-restarts.js";
export { type CyclicOptions, cyclic } from "./constructors/cyclic.js";
export {
  type ExponentialFactorOptions,
  type ExponentialOptions,
  type ExponentialRangeOptions,
  type ExponentialRateOptions,
  exponential,
} from "./constructors/exponential.js";
export { type ExtendOptions, extend } from "./constructors/extend.js";
export { type HyperbolicOptions, hyperbolic } from "./constructors/hyperbolic.js";
export { type JaggedRestartsOptions, jaggedRestarts } from "./constructors/jagged-restarts.js";
export { type LinearOptions, linear } from "./constructors/linear.js";
export { type LinearCosineOptions, linearCosine } from "./constructors/linear-cosine.js";
export { type NoamOptions, noam } from "./constructors/noam.js";
export { type OneCycleOptions, oneCycle } from "./constructors/one-cycle.js";
export type { AfterEnd, AfterEndOptions, EndOptions, Rate, Share, Steps } from "./constructors/options.js";
export {
  type PiecewiseConstantOptions,
  type PiecewiseInterpolatedOptions,
  piecewiseConstant,
  piecewiseInterpolated,
} from "./constructors/piecewise.js";
export { type PolynomialOptions, polynomial } from "./constructors/polynomial.js";
export { type PowerCoolOptions, powerCool } from "./constructors/power-cool.js";
export {
  type InverseSqrtOptions,
  inverseSqrt,
  type PowerLawOptions,
  powerLaw,
} from "./constructors/power-law.js";
export type { CosineShapeOptions, PolynomialShapeOptions, TailOptions } from "./constructors/ramps.js";
export { type RestartShape, type RestartsOptions, restarts } from "./constructors/restarts.js";
export { type RexOptions, rex } from "./constructors/rex.js";
export { type MultiStepOptions, multiStep, type StepDecayOptions, stepDecay } from "./constructors/steps.js";
export { type StretchOptions, stretch } from "./constructors/stretch.js";
export { type TanhOptions, tanh } from "./constructors/tanh.js";
export {
  type WarmupOptions,
  type WarmupRule,
  type WarmupShapeOptions,
  warmup,
} from "./constructors/warm-up.js";
export {
  type WarmupConstantOptions,
  type WarmupCosineOptions,
  type WarmupDecayOptions,
  type WarmupPolynomialOptions,
  warmupConstant,
  warmupCosine,
  warmupExponential,
  warmupLinear,
  warmupPolynomial,
} from "./constructors/warm-up-decay.js";
export {
  type DecayShape,
  type WarmupStableDecayOptions,
  warmupStableDecay,
} from "./constructors/warm-up-stable-decay.js";
export {
  type WarmupStableDecayCyclesOptions,
  warmupStableDecayCycles,
} from "./constructors/warm-up-stable-decay-cycles.js";
export { describe, FreedError, InvalidArgumentError, ReentrantCallError } from "./errors.js";
export { restsAt } from "./evaluate/rests-at.js";
export {
  type GroupedSchedule,
  type GroupedScheduleOptions,
  groupedSchedule,
} from "./groups/grouped-schedule.js";
export { type LayerwiseDecayOptions, layerwiseDecay } from "./groups/layerwise-decay.js";
export type { Identification, IdentifiedCall, IdentifiedValue } from "./identify/identification.js";
export { type IdentifyOptions, identify, identifyNearest } from "./identify/identify.js";
export type { NearestIdentification } from "./identify/nearest.js";
export type { LoggedRates } from "./identify/observations.js";
export type { Interval } from "./identify/rates.js";
export { type Finding, type FindingCode, lintRules } from "./lint/finding.js";
export { lint } from "./lint/lint.js";
export type { LintRule, Severity } from "./lint/rule.js";
export type { LintRun } from "./lint/run.js";
export { analyzeRangeTest, type RecordedRangeTest, rangeTestRates } from "./lr-finder/analyze.js";
export type { FinderLibrary, RateRange, SuggestionMethod } from "./lr-finder/conventions.js";
export {
  type FindLearningRateOptions,
  findLearningRate,
  type RangeTestProgress,
  type RestorableOptimizer,
  type StopSignal,
} from "./lr-finder/find-learning-rate.js";
export type { SlideRule } from "./lr-finder/log-suggestions.js";
export type { CurveOptions, RangeTestOptions } from "./lr-finder/options.js";
export type { RangeTestEnd, RangeTestResult } from "./lr-finder/range-test.js";
export {
  type NoSuggestion,
  NoSuggestionError,
  type NoSuggestionReason,
  type SuggestedRate,
  type Suggestion,
  suggestedRate,
} from "./lr-finder/suggestion.js";
export type { RangeTestWarning, RangeTestWarningCode } from "./lr-finder/warnings.js";
export type { FactorChange, FactorMove } from "./metrics/factor-history.js";
export { Greedy, type GreedyOptions, type GreedyState } from "./metrics/greedy.js";
export type { ImprovementOptions } from "./metrics/improvement.js";
export type { MetricReport, WindowOptions } from "./metrics/multiplier.js";
export {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauState,
} from "./metrics/reduce-on-plateau.js";
export { checkpointToJSON, restoreCheckpoint } from "./optimizers/checkpoint.js";
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
} from "./optimizers/classes.js";
export { InterruptedUpdateError, NonFiniteGradientError, OutOfMemoryError } from "./optimizers/errors.js";
export { clipGradNorm } from "./optimizers/gradient-norm.js";
export type { ParameterGroup } from "./optimizers/group.js";
export type { StepReport } from "./optimizers/make-step.js";
export { Optimizer } from "./optimizers/optimizer.js";
export type {
  CommonOptions,
  DecayExclude,
  GroupSource,
  LearningRate,
  NonFinitePolicy,
  OptimizerOptions,
  ParameterSources,
} from "./optimizers/options.js";
export type { ArrayOf, Float16Values, ParameterArray, ParameterDtype } from "./optimizers/parameter-array.js";
export type { NamedParameter, ParameterSource, Parameters } from "./optimizers/parameters.js";
export type { Scheduled } from "./optimizers/rule/hyper.js";
export { defineRule, isRule, type Rule } from "./optimizers/rule/rule.js";
export { adadelta } from "./optimizers/rules/adadelta.js";
export { adafactor } from "./optimizers/rules/adafactor.js";
export { adagrad } from "./optimizers/rules/adagrad.js";
export { adam, adamw } from "./optimizers/rules/adam.js";
export { adamax } from "./optimizers/rules/adamax.js";
export { ademamix } from "./optimizers/rules/ademamix.js";
export { adopt } from "./optimizers/rules/adopt.js";
export { asgd } from "./optimizers/rules/asgd.js";
export { lamb } from "./optimizers/rules/lamb.js";
export { lion } from "./optimizers/rules/lion.js";
export { muon } from "./optimizers/rules/muon.js";
export { nadam } from "./optimizers/rules/nadam.js";
export { prodigy } from "./optimizers/rules/prodigy.js";
export { radam } from "./optimizers/rules/radam.js";
export { rmsprop } from "./optimizers/rules/rmsprop.js";
export { rprop } from "./optimizers/rules/rprop.js";
export { adamwScheduleFree, sgdScheduleFree } from "./optimizers/rules/schedule-free.js";
export { sgd } from "./optimizers/rules/sgd.js";
export type { GroupState, OptimizerState, ParameterState, StateOptions } from "./optimizers/state.js";
export type { ClipOptions, GradientOptions, StepOptions } from "./optimizers/step-options.js";
export type { NotStated, RecipeOptimizer, RecipeSource } from "./recipes/definition.js";
export {
  type Recipe,
  type RecipeName,
  type RecipeSize,
  type RecipeSummary,
  recipe,
  recipes,
} from "./recipes/recipes.js";
export { fromJSON, scheduleFromTree } from "./schedule/from-json.js";
export {
  type Dtype,
  type RangeOptions,
  type SampleArray,
  type SampleOptions,
  type SampleResult,
  type StepsOptions,
  sample,
} from "./schedule/sample.js";
export { isSchedule, type Schedule } from "./schedule/schedule.js";
export type { Curves, FieldCurves } from "./schedulers/curve-plan.js";
export type { ScheduledGroup, ScheduledOptimizer, StepCounter } from "./schedulers/groups.js";
export type { InitialLr } from "./schedulers/initial-rates.js";
export { LRScheduler, type LRSchedulerOptions } from "./schedulers/lr-scheduler.js";
export type { ScheduleFunction } from "./schedulers/plan.js";
export type { SchedulerOptions } from "./schedulers/scheduler-options.js";
export type { LoadPolicy, SchedulerState } from "./schedulers/scheduler-state.js";
export type { UpdateReport } from "./schedulers/update-report.js";
export { DOCUMENT_FORMAT, DOCUMENT_VERSION, type ScheduleDocument } from "./tree/document.js";
export type { EasingDraft, ScheduleDraft } from "./tree/draft.js";
export type {
  ClampNode,
  ConstantNode,
  CyclesNode,
  Easing,
  JoinNode,
  PowerNode,
  ProductNode,
  RampNode,
  ScheduleNode,
  Side,
  StairsNode,
  SumNode,
  TableNode,
  TimeNode,
} from "./tree/node.js";
export { normalize } from "./tree/normalize.js";
export { scheduleSchema } from "./tree/schema.js";
export { type BatchStage, type LinearBatchRampOptions, linearBatchRamp } from "./units/batch-stages.js";
export {
  epochs,
  fraction,
  type Length,
  type LengthLike,
  type LengthUnit,
  samples,
  steps,
  tokens,
} from "./units/length.js";
export { describeRun, type Resolved, type Run, type RunOptions } from "./units/run.js";
export { type ScaleRateOptions, scaleRate } from "./units/scale-rate.js";
