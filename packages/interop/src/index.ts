/** Schedules of other libraries by their own names and arguments. */

import * as braintools from "./typed/braintools.js";
import * as composer from "./typed/composer.js";
import * as deepspeed from "./typed/deepspeed.js";
import * as fairseq from "./typed/fairseq.js";
import * as keras from "./typed/keras.js";
import * as megatron from "./typed/megatron.js";
import * as nanogpt from "./typed/nanogpt.js";
import * as optax from "./typed/optax.js";
import * as tensor2tensor from "./typed/tensor2tensor.js";
import * as timm from "./typed/timm.js";
import * as torch from "./typed/torch.js";
import * as torchtitan from "./typed/torchtitan.js";
import * as transformers from "./typed/transformers.js";

export { toOptax } from "./exporters/to-optax.js";
export { fromLibrary, groupsFromLibrary, type LibraryCall, scheduleNames } from "./from-library.js";
export type { LibraryName } from "./libraries.js";
export { type Library, libraryNames } from "./library-profiles.js";
export type { ComposerRun } from "./lowering/composer-run.js";
export type { LoweringOptions } from "./lowering/definition.js";
export type { LibraryGroup } from "./lowering/lower.js";
export {
  type MetricCall,
  type MetricOptions,
  MetricRate,
  type MetricRateState,
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
export type { ComposerOptions, ComposerSchedule } from "./typed/composer.js";
export type { GetSchedulerOptions, SchedulerSpecificKwargs, TransformersName } from "./typed/transformers.js";
export type { FromOptimizer, NestedSchedule, Options, SelfContained } from "./typed-functions.js";
export {
  braintools,
  composer,
  deepspeed,
  fairseq,
  keras,
  megatron,
  nanogpt,
  optax,
  tensor2tensor,
  timm,
  torch,
  torchtitan,
  transformers,
};
