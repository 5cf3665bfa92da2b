/** The fused optimizers by name. */
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
  type Rule,
  radam,
  rmsprop,
  rprop,
  sgd,
  sgdScheduleFree,
} from "@anneal/core";
import { FusedOptimizer } from "./optimizer.js";
import type { FusedOptions } from "./options.js";

/** A function that creates optimizers with the rule. It throws InvalidArgumentError for invalid options. */
const withRule =
  <R extends Rule>(rule: R) =>
  (options?: FusedOptions<R>): FusedOptimizer<R> =>
    new FusedOptimizer(rule, options);

/** `Adadelta` of @anneal/core over the arrays of jax-js. */
export const fusedAdadelta = /* @__PURE__ */ withRule(adadelta);
/** `Adafactor` of @anneal/core over the arrays of jax-js. */
export const fusedAdafactor = /* @__PURE__ */ withRule(adafactor);
/** `Adagrad` of @anneal/core over the arrays of jax-js. */
export const fusedAdagrad = /* @__PURE__ */ withRule(adagrad);
/** `Adam` of @anneal/core over the arrays of jax-js. */
export const fusedAdam = /* @__PURE__ */ withRule(adam);
/** `Adamax` of @anneal/core over the arrays of jax-js. */
export const fusedAdamax = /* @__PURE__ */ withRule(adamax);
/** `AdamW` of @anneal/core over the arrays of jax-js. */
export const fusedAdamW = /* @__PURE__ */ withRule(adamw);
/** `AdamWScheduleFree` of @anneal/core over the arrays of jax-js. */
export const fusedAdamWScheduleFree = /* @__PURE__ */ withRule(adamwScheduleFree);
/** `AdEMAMix` of @anneal/core over the arrays of jax-js. */
export const fusedAdEMAMix = /* @__PURE__ */ withRule(ademamix);
/** `ADOPT` of @anneal/core over the arrays of jax-js. */
export const fusedADOPT = /* @__PURE__ */ withRule(adopt);
/** `ASGD` of @anneal/core over the arrays of jax-js. */
export const fusedASGD = /* @__PURE__ */ withRule(asgd);
/** `LAMB` of @anneal/core over the arrays of jax-js. */
export const fusedLAMB = /* @__PURE__ */ withRule(lamb);
/** `Lion` of @anneal/core over the arrays of jax-js. */
export const fusedLion = /* @__PURE__ */ withRule(lion);
/** `Muon` of @anneal/core over the arrays of jax-js. */
export const fusedMuon = /* @__PURE__ */ withRule(muon);
/** `NAdam` of @anneal/core over the arrays of jax-js. */
export const fusedNAdam = /* @__PURE__ */ withRule(nadam);
/** `Prodigy` of @anneal/core over the arrays of jax-js. */
export const fusedProdigy = /* @__PURE__ */ withRule(prodigy);
/** `RAdam` of @anneal/core over the arrays of jax-js. */
export const fusedRAdam = /* @__PURE__ */ withRule(radam);
/** `RMSprop` of @anneal/core over the arrays of jax-js. */
export const fusedRMSprop = /* @__PURE__ */ withRule(rmsprop);
/** `Rprop` of @anneal/core over the arrays of jax-js. */
export const fusedRprop = /* @__PURE__ */ withRule(rprop);
/** `SGD` of @anneal/core over the arrays of jax-js. */
export const fusedSGD = /* @__PURE__ */ withRule(sgd);
/** `SGDScheduleFree` of @anneal/core over the arrays of jax-js. */
export const fusedSGDScheduleFree = /* @__PURE__ */ withRule(sgdScheduleFree);
