/** Optimizers and schedules of anneal for TensorFlow.js. */
export type { NodeGpu } from "@anneal/core/optimizer-engine";
export { init } from "@anneal/wasm";
export {
  ADOPT,
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  AdamWScheduleFree,
  AdEMAMix,
  ASGD,
  LAMB,
  Lion,
  Muon,
  NAdam,
  Prodigy,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
  SGDScheduleFree,
} from "./classes.js";
export { setLearningRate } from "./learning-rate.js";
export { RuleBasedOptimizer, type UpdateInfo } from "./optimizer.js";
export type { StepSettings, TfjsOptions } from "./options.js";
export { registerOptimizers } from "./register.js";
export { optimizeOnWebGpu, WebGpuOptimizer } from "./webgpu.js";
