/** Calls of the optimizers over arrays of jax-js and TensorFlow.js that work. */
import { adamw, cosine } from "@anneal/core";
import * as fused from "@anneal/jax/fused";
import * as tfjs from "@anneal/tfjs";
import * as callbacks from "@anneal/tfjs/callbacks";
import { numpy as np } from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import type { Examples } from "./attack.js";

const schedule = cosine({ peak: 0.1, totalSteps: 100 });

export const fusedExamples: Examples = {
  fusedAdamW: () => ({
    call: (options: never) => fused.fusedAdamW(options),
    args: [{ lr: schedule, betas: [0.9, 0.99], weightDecay: 0.1, clipNorm: 1, decayExclude: ["b"] }],
  }),
  FusedOptimizer: () => ({
    call: (rule: never, options: never) => new fused.FusedOptimizer(rule, options),
    args: [adamw, { lr: 0.1, nonFinite: "skip" }],
  }),
  "FusedOptimizer.step": () => {
    const optimizer = fused.fusedAdamW({ lr: 0.1 });
    const pair = (a: number, b: number) => np.array(Float32Array.of(a, b), { device: "wasm" });
    const params = optimizer.step({ w: pair(1, 2) }, { w: pair(1, 1) });
    return {
      call: (options: never) => optimizer.step(params, { w: pair(1, -1) }, options),
      args: [{ gradScale: 2 }],
      state: () => [optimizer.stateDict(), params.w.ref.js()],
    };
  },
  "FusedOptimizer.loadStateDict": () => {
    const optimizer = fused.fusedAdamW({ lr: 0.1 });
    const pair = () => np.array(Float32Array.of(1, 2), { device: "wasm" });
    optimizer.step({ w: pair() }, { w: pair() }).w.dispose();
    return {
      call: (state: never) => optimizer.loadStateDict(state),
      args: [structuredClone(optimizer.stateDict())],
      state: () => optimizer.stateDict(),
    };
  },
};

let names = 0;

/** A variable of the backend cpu, and an optimizer that has updated it. */
function trained() {
  const name = `attack/${names++}`;
  const variable = tf.variable(tf.tensor1d([1, 2]), true, name);
  const optimizer = new tfjs.AdamW({ lr: 0.1 });
  optimizer.applyGradients({ [name]: tf.tensor1d([1, 1]) });
  return { name, variable, optimizer, state: () => [optimizer.stateDict(), [...variable.dataSync()]] };
}

export const tfjsExamples: Examples = {
  AdamW: () => ({
    call: (options: never) => new tfjs.AdamW(options),
    args: [{ lr: schedule, betas: [0.9, 0.99], clipNorm: 1, accumulationSteps: 2, decayExclude: ["bias"] }],
  }),
  RuleBasedOptimizer: () => ({
    call: (rule: never, options: never) => new tfjs.RuleBasedOptimizer(rule, options),
    args: [adamw, { lr: 0.1, clipValue: 1 }],
  }),
  "AdamW.applyGradients": () => {
    const { name, optimizer, state } = trained();
    return {
      call: (gradients: never) => optimizer.applyGradients(gradients),
      args: [{ [name]: tf.tensor1d([1, -1]) }],
      state,
    };
  },
  "AdamW.loadStateDict": () => {
    const { optimizer, state } = trained();
    return {
      call: (saved: never) => optimizer.loadStateDict(saved),
      args: [structuredClone(optimizer.stateDict())],
      state,
    };
  },
  "AdamW.fromConfig": () => ({
    call: (config: never) => tfjs.AdamW.fromConfig(tfjs.AdamW as never, config),
    args: [new tfjs.AdamW({ lr: schedule, decayExclude: [/bias/] }).getConfig()],
  }),
  setLearningRate: () => ({ call: tfjs.setLearningRate as never, args: [tf.train.sgd(1), 0.5] }),
};

export const callbackExamples: Examples = {
  LearningRateScheduler: () => ({
    call: (given: never, options: never) => new callbacks.LearningRateScheduler(given, options),
    args: [schedule, { per: "epoch", firstStep: 3 }],
  }),
  WarmupCosine: () => ({
    call: (given: never, options: never) => new callbacks.WarmupCosine(given, options),
    args: [
      { peak: 0.1, warmupSteps: 2, totalSteps: 9 },
      { per: "epoch", firstStep: 1 },
    ],
  }),
  ReduceLROnPlateau: () => ({
    call: (options: never) => new callbacks.ReduceLROnPlateau(options),
    args: [{ per: "batch", monitor: "loss", patience: 2, factor: 0.5, minLr: 1e-4 }],
  }),
};
