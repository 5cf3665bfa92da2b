/** Schedules sampled and optimizers stepped in WebAssembly, with a TypeScript fallback that gives the same bits. */
export {
  type EngineChoice,
  type EngineInfo,
  engineInfo,
  hasSimd,
  init,
  initSync,
  ModuleLoadError,
  type ModuleSource,
  type ModuleSources,
  NotInitializedError,
  SimdUnavailableError,
} from "./module/index.js";
export * from "./optimizers/index.js";
export {
  type PreparedSample,
  prepareSample,
  type SampleEngineOption,
  sample,
  sampleArray,
} from "./sample/sample.js";
