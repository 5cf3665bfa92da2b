/** What anneal's other packages build on. Not public: it changes without notice. */

export { ModuleLoader, type ModuleSource, reserve } from "./module/index.js";
export { type ForeignMemory, foreignEngine } from "./optimizers/wasm-engine.js";
