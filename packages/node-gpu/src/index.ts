/** WebGPU in Node and in browsers: devices, schedules in WGSL, and fused optimizers over GPU buffers. */

export {
  DeviceLostError,
  GpuUnavailableError,
  GpuValidationError,
  StepPendingError,
} from "./device/errors.js";
export { Gpu, type GpuIdentity } from "./device/gpu.js";
export { type NavigatorGpu, useAsNavigatorGpu } from "./device/navigator-gpu.js";
export { borrowGpu, type RequestGpuOptions, requestGpu } from "./device/request-gpu.js";
export { createTensor, readBack, upload, write } from "./dispatch/buffers.js";
export type { AnyBuffer, BufferDtype, BufferRange, TypeGpuBuffer } from "./optimizers/buffer-place.js";
export {
  createAdam,
  createAdamW,
  createLion,
  createOptimizer,
  createSgd,
  STEP_BOUND,
} from "./optimizers/create.js";
export type { GradientSource } from "./optimizers/given-gradients.js";
export type { GpuParameterGroup } from "./optimizers/groups.js";
export type { GpuOptimizer } from "./optimizers/optimizer.js";
export type {
  GpuCommonOptions,
  GpuGroupSource,
  GpuOptimizerOptions,
  GpuParameterSources,
} from "./optimizers/options.js";
export type { GpuReport, GpuSnapshot } from "./optimizers/report.js";
export type { GpuStepOptions, GpuUpdateOptions } from "./optimizers/step-options.js";
export type { GpuParameter, GpuParameterSource } from "./optimizers/tensors.js";
export { type GpuRange, GpuSampler, sampleGpu } from "./sample/sampler.js";
export { SAMPLE_BOUND, toWgsl, type WgslOptions, type WgslSchedule } from "./wgsl/to-wgsl.js";
