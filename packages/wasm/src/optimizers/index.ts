/** Optimizers on fused WebAssembly kernels. */
export * from "./classes.js";
export { type EngineOption, Optimizer } from "./optimizer.js";
