/** The optimizers by name, on fused WebAssembly kernels. */
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  adamwScheduleFree,
  ademamix,
  adopt,
  asgd,
  lamb,
  lion,
  muon,
  nadam,
  prodigy,
  radam,
  rmsprop,
  rprop,
  sgd,
  sgdScheduleFree,
  type OptimizerOptions,
  type ParameterSources,
  type Rule,
} from "@anneal/core";
import { type EngineOption, Optimizer } from "./optimizer.js";

/** The class of the optimizers with a rule. */
export interface OptimizerClass<R extends Rule> {
  /**
   * @throws InvalidArgumentError or OutOfMemoryError; with `engine: "wasm"` also SimdUnavailableError, ModuleLoadError
   * or NotInitializedError
   */
  new (params: ParameterSources<R>, options?: OptimizerOptions<R> & EngineOption): Optimizer<R>;
}

function optimizerOf<R extends Rule>(rule: R): OptimizerClass<R> {
  return class extends Optimizer<R> {
    constructor(params: ParameterSources<R>, options?: OptimizerOptions<R> & EngineOption) {
      super(rule, params, options);
    }
  };
}

/** `Adadelta` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adadelta extends /* @__PURE__ */ optimizerOf(adadelta) {}

/** `Adafactor` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adafactor extends /* @__PURE__ */ optimizerOf(adafactor) {}

/** `Adagrad` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adagrad extends /* @__PURE__ */ optimizerOf(adagrad) {}

/** `Adam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adam extends /* @__PURE__ */ optimizerOf(adam) {}

/** `AdamW` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamW extends /* @__PURE__ */ optimizerOf(adamw) {}

/** `AdamWScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdamWScheduleFree extends /* @__PURE__ */ optimizerOf(adamwScheduleFree) {}

/** `Adamax` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Adamax extends /* @__PURE__ */ optimizerOf(adamax) {}

/** `AdEMAMix` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class AdEMAMix extends /* @__PURE__ */ optimizerOf(ademamix) {}

/** `ADOPT` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ADOPT extends /* @__PURE__ */ optimizerOf(adopt) {}

/** `ASGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class ASGD extends /* @__PURE__ */ optimizerOf(asgd) {}

/** `LAMB` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class LAMB extends /* @__PURE__ */ optimizerOf(lamb) {}

/** `Lion` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Lion extends /* @__PURE__ */ optimizerOf(lion) {}

/** `Muon` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Muon extends /* @__PURE__ */ optimizerOf(muon) {}

/** `NAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class NAdam extends /* @__PURE__ */ optimizerOf(nadam) {}

/** `Prodigy` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Prodigy extends /* @__PURE__ */ optimizerOf(prodigy) {}

/** `RAdam` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RAdam extends /* @__PURE__ */ optimizerOf(radam) {}

/** `RMSprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class RMSprop extends /* @__PURE__ */ optimizerOf(rmsprop) {}

/** `Rprop` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class Rprop extends /* @__PURE__ */ optimizerOf(rprop) {}

/** `SGD` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGD extends /* @__PURE__ */ optimizerOf(sgd) {}

/** `SGDScheduleFree` as in @anneal/core, with the same bits, in WebAssembly memory of its own. */
export class SGDScheduleFree extends /* @__PURE__ */ optimizerOf(sgdScheduleFree) {}
