/** Adam and AdamW on fused WebAssembly kernels. */
export { Adam, AdamW, type EngineOption } from "./adam.js";
