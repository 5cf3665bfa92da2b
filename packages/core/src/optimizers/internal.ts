/** What a package with other kernels needs to offer the same optimizers. Not public. */
export {
  type Arena,
  BLOCK_LENGTH,
  type Engine,
  type Kernel,
  type Matrices,
  type Places,
  scratchFloats,
} from "./engine.js";
export { float32Array } from "./float32.js";
export { hostEngine, hostKernel } from "./host/host-engine.js";
export { compile, slotsOf, WORK } from "./rule/compile.js";
export { interpreted } from "./rule/interpret.js";
export type * from "./rule/program.js";
export { WholePowers } from "./whole-powers.js";
