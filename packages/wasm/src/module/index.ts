/** Loading the module and making instances of it. */
export { reserve } from "./arena.js";
export { type EngineChoice, type EngineInfo, engineChoices, engineInfo, resolveEngine } from "./engine.js";
export { ModuleLoadError, NotInitializedError, SimdUnavailableError } from "./errors.js";
export { ABI_VERSION, type KernelExports } from "./instance.js";
export { createInstance, init, initSync } from "./loader.js";
export { ModuleLoader, type ModuleSource } from "./module-loader.js";
export { hasSimd } from "./simd.js";
