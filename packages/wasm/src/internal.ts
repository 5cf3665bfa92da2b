/** Used by anneal's other packages. Not public: it changes without notice. */

export { ModuleLoader, type ModuleSource, reserve } from "./module/index.js";
export { type ForeignMemory, foreignEngine } from "./optimizers/wasm-engine.js";
