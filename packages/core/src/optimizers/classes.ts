/** The optimizers by name, computed in TypeScript: the reference, the fallback and what the kernels are measured against. */
import { Optimizer } from "./optimizer.js";
import type { OptimizerOptions, ParameterSources } from "./options.js";
import type { Rule } from "./rule/rule.js";
import { adadelta } from "./rules/adadelta.js";
import { adafactor } from "./rules/adafactor.js";
import { adagrad } from "./rules/adagrad.js";
import { adam, adamw } from "./rules/adam.js";
import { adamax } from "./rules/adamax.js";
import { ademamix } from "./rules/ademamix.js";
import { adopt } from "./rules/adopt.js";
import { asgd } from "./rules/asgd.js";
import { lamb } from "./rules/lamb.js";
import { lion } from "./rules/lion.js";
import { muon } from "./rules/muon.js";
import { nadam } from "./rules/nadam.js";
import { prodigy } from "./rules/prodigy.js";
import { radam } from "./rules/radam.js";
import { rmsprop } from "./rules/rmsprop.js";
import { rprop } from "./rules/rprop.js";
import { adamwScheduleFree, sgdScheduleFree } from "./rules/schedule-free.js";
import { sgd } from "./rules/sgd.js";

/** The class of the optimizers with a rule. */
export interface OptimizerClass<R extends Rule> {
  /** @throws InvalidArgumentError or OutOfMemoryError */
  new (params: ParameterSources<R>, options?: OptimizerOptions<R>): Optimizer<R>;
}

function optimizerOf<R extends Rule>(rule: R): OptimizerClass<R> {
  return class extends Optimizer<R> {
    constructor(params: ParameterSources<R>, options?: OptimizerOptions<R>) {
      super(rule, params, options);
    }
  };
}

/** An optimizer with the rule `adadelta`, which has the formula. */
export class Adadelta extends /* @__PURE__ */ optimizerOf(adadelta) {}

/** An optimizer with the rule `adafactor`, which has the formula. */
export class Adafactor extends /* @__PURE__ */ optimizerOf(adafactor) {}

/** An optimizer with the rule `adagrad`, which has the formula. */
export class Adagrad extends /* @__PURE__ */ optimizerOf(adagrad) {}

/** An optimizer with the rule `adam`, which has the formula. */
export class Adam extends /* @__PURE__ */ optimizerOf(adam) {}

/** An optimizer with the rule `adamw`, which has the formula. */
export class AdamW extends /* @__PURE__ */ optimizerOf(adamw) {}

/** An optimizer with the rule `adamwScheduleFree`, which has the formula. */
export class AdamWScheduleFree extends /* @__PURE__ */ optimizerOf(adamwScheduleFree) {}

/** An optimizer with the rule `adamax`, which has the formula. */
export class Adamax extends /* @__PURE__ */ optimizerOf(adamax) {}

/** An optimizer with the rule `ademamix`, which has the formula. */
export class AdEMAMix extends /* @__PURE__ */ optimizerOf(ademamix) {}

/** An optimizer with the rule `adopt`, which has the formula. */
export class ADOPT extends /* @__PURE__ */ optimizerOf(adopt) {}

/** An optimizer with the rule `asgd`, which has the formula. */
export class ASGD extends /* @__PURE__ */ optimizerOf(asgd) {}

/** An optimizer with the rule `lamb`, which has the formula. */
export class LAMB extends /* @__PURE__ */ optimizerOf(lamb) {}

/** An optimizer with the rule `lion`, which has the formula. */
export class Lion extends /* @__PURE__ */ optimizerOf(lion) {}

/** An optimizer with the rule `muon`, which has the formula. */
export class Muon extends /* @__PURE__ */ optimizerOf(muon) {}

/** An optimizer with the rule `nadam`, which has the formula. */
export class NAdam extends /* @__PURE__ */ optimizerOf(nadam) {}

/** An optimizer with the rule `prodigy`, which has the formula. */
export class Prodigy extends /* @__PURE__ */ optimizerOf(prodigy) {}

/** An optimizer with the rule `radam`, which has the formula. */
export class RAdam extends /* @__PURE__ */ optimizerOf(radam) {}

/** An optimizer with the rule `rmsprop`, which has the formula. */
export class RMSprop extends /* @__PURE__ */ optimizerOf(rmsprop) {}

/** An optimizer with the rule `rprop`, which has the formula. */
export class Rprop extends /* @__PURE__ */ optimizerOf(rprop) {}

/** An optimizer with the rule `sgd`, which has the formula. */
export class SGD extends /* @__PURE__ */ optimizerOf(sgd) {}

/** An optimizer with the rule `sgdScheduleFree`, which has the formula. */
export class SGDScheduleFree extends /* @__PURE__ */ optimizerOf(sgdScheduleFree) {}
