/** Learning-rate schedules as data, their host interpreter, and the reference optimizers. */

export * from "./compare/index.js";
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
export type { CosineShapeOptions } from "./constructors/decays.js";
export {
  type ExponentialFactorOptions,
  type ExponentialOptions,
  type ExponentialRangeOptions,
  type ExponentialRateOptions,
  exponential,
} from "./constructors/exponential.js";
export { type ExtendOptions, extend } from "./constructors/extend.js";
export { type InverseSqrtOptions, inverseSqrt, type NoamOptions, noam } from "./constructors/inverse-sqrt.js";
export { type LinearOptions, linear } from "./constructors/linear.js";
export { type OneCycleOptions, oneCycle } from "./constructors/one-cycle.js";
export type { AfterEnd, AfterEndOptions, EndOptions } from "./constructors/options.js";
export {
  type PiecewiseConstantOptions,
  type PiecewiseInterpolatedOptions,
  piecewiseConstant,
  piecewiseInterpolated,
} from "./constructors/piecewise.js";
export { type PolynomialOptions, polynomial } from "./constructors/polynomial.js";
export { type MultiStepOptions, multiStep, type StepDecayOptions, stepDecay } from "./constructors/steps.js";
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
export { describe, FreedError, InvalidArgumentError } from "./errors.js";
export {
  type Dtype,
  type RangeOptions,
  type SampleArray,
  type SampleOptions,
  type SampleResult,
  type StepsOptions,
  sample,
} from "./evaluate/sample.js";
export {
  type GroupedSchedule,
  type GroupedScheduleOptions,
  groupedSchedule,
} from "./groups/grouped-schedule.js";
export { type LayerwiseDecayOptions, layerwiseDecay } from "./groups/layerwise-decay.js";
export * from "./identify/index.js";
export * from "./lint/index.js";
export * from "./lr-finder/index.js";
export * from "./metrics/index.js";
export * from "./optimizers/index.js";
export type { NotStated, RecipeOptimizer, RecipeSource } from "./recipes/definition.js";
export {
  type Recipe,
  type RecipeName,
  type RecipeSize,
  type RecipeSummary,
  recipe,
  recipes,
} from "./recipes/recipes.js";
export { DOCUMENT_FORMAT, DOCUMENT_VERSION, type ScheduleDocument } from "./schedule/document.js";
export type { EasingDraft, ScheduleDraft } from "./schedule/draft.js";
export { fromJSON, scheduleFromTree } from "./schedule/from-json.js";
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
} from "./schedule/node.js";
export { normalise } from "./schedule/normalise.js";
export { restsAt } from "./schedule/rests-at.js";
export { isSchedule, type Schedule } from "./schedule/schedule.js";
export { scheduleSchema } from "./schedule/schema.js";
export * from "./schedulers/index.js";
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
