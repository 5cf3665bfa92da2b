/** Fused optimizers for jax-js: one pass over each array, in jax-js's own memory, outside of `jit`. */
export type { NodeGpu } from "@anneal/core/optimizer-engine";
export {
  fusedADOPT,
  fusedAdadelta,
  fusedAdafactor,
  fusedAdagrad,
  fusedAdam,
  fusedAdamax,
  fusedAdamW,
  fusedAdamWScheduleFree,
  fusedAdEMAMix,
  fusedASGD,
  fusedLAMB,
  fusedLion,
  fusedMuon,
  fusedNAdam,
  fusedProdigy,
  fusedRAdam,
  fusedRMSprop,
  fusedRprop,
  fusedSGD,
  fusedSGDScheduleFree,
} from "./functions.js";
export { FusedOptimizer } from "./optimizer.js";
export type { FusedOptions, FusedStepOptions } from "./options.js";
export type { UpdateInfo } from "./updater.js";
export { fuseOnWebGpu, WebGpuFusedOptimizer } from "./webgpu.js";
