/** Loads modules and creates instances. */
export { reserve } from "./arena.js";
export {
  type EngineChoice,
  type EngineInfo,
  engineChoices,
  engineInfo,
  resolveEngine,
  whyOneThread,
} from "./engine.js";
export { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
export {
  instantiate,
  type ModuleExports,
  type OptimizerKernels,
  PAGE_BYTES,
  type ScheduleKernels,
} from "./instance.js";
export {
  CURVE_CODE,
  EASING_CODE,
  GEOMETRIC_WORDS,
  NODE_CODE,
  OPTIMIZERS_ABI_VERSION,
  ROTATION_WORDS,
  SCHEDULES_ABI_VERSION,
} from "./interface.js";
export { ModuleLoader, type ModuleSource } from "./module-loader.js";
export {
  init,
  initSync,
  type ModuleSources,
  optimizersModule,
  schedulesModule,
  use,
} from "./modules.js";
export { hasSimd } from "./simd.js";
