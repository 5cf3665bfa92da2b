/** The schedules of other libraries by their own names and arguments. */

export type { ComposerRun } from "./composer/run.js";
export { toOptax } from "./exporters/to-optax.js";
export { fromLibrary, groupsFromLibrary, type LibraryCall, scheduleNames } from "./from-library.js";
export type { LibraryName } from "./libraries.js";
export { type Library, libraryNames } from "./library-profiles.js";
export type { LoweringOptions } from "./lowering/definition.js";
export type { LibraryGroup } from "./lowering/lower.js";
export {
  type MetricCall,
  type MetricOptions,
  MetricRate,
  type MetricRecord,
  metricFromLibrary,
  metricNames,
} from "./metrics/metric-from-library.js";
export {
  ReduceLROnPlateau,
  type ReduceLROnPlateauOptions,
  type ReduceLROnPlateauState,
} from "./metrics/reduce-lr-on-plateau.js";
export {
  type CosineWarmupOptions,
  CosineWarmupScheduler,
  type CosineWarmupState,
  cosineWarmupLr,
  getCosineWarmupScheduler,
} from "./schedulers/cosine-warmup.js";
export { savedStep } from "./schedulers/saved-step.js";
export type { ChainedOptions, SequentialOptions, TorchSchedulerClass } from "./schedulers/torch-classes.js";
export { TorchScheduler, type TorchSchedulerOptions } from "./schedulers/torch-scheduler.js";
export {
  WarmupCosineSchedule,
  type WarmupCosineScheduleOptions,
  type WarmupCosineScheduleState,
} from "./schedulers/warmup-cosine-schedule.js";
export { braintools } from "./typed/braintools.js";
export { type ComposerOptions, type ComposerSchedule, composer } from "./typed/composer.js";
export { deepspeed } from "./typed/deepspeed.js";
export { fairseq } from "./typed/fairseq.js";
export { keras } from "./typed/keras.js";
export { megatron } from "./typed/megatron.js";
export { nanogpt } from "./typed/nanogpt.js";
export { optax } from "./typed/optax.js";
export { tensor2tensor } from "./typed/tensor2tensor.js";
export { timm } from "./typed/timm.js";
export { torch } from "./typed/torch.js";
export { torchtitan } from "./typed/torchtitan.js";
export { type GetSchedulerOptions, type TransformersName, transformers } from "./typed/transformers.js";
export type { FromOptimizer, NestedSchedule, Options, SelfContained } from "./typed/typed.js";
