/**
 * AdamW over jax-js arrays: fused; and under jit with a traced schedule, with a constant rate, written by hand, and
 * with the arithmetic of jax-js's optax.
 */
import {
  adamw,
  applyUpdates,
  type ScalarOrSchedule,
  type Tree,
  warmupCosineDecaySchedule,
} from "@anneal/jax";
import { fusedAdamW } from "@anneal/jax/fused";
import { defaultDevice, init, jit, numpy as np, valueAndGrad } from "@jax-js/jax";
import { finish, type JaxAdam, jaxAdamAsOptax, jaxAdamByHand } from "../loops/jax-adam.js";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";

export const JAX = "jax";
export const JAX_SIZES = [100_000, 1_000_000];

const FUSED = "anneal, fused";
const SCHEDULED = "anneal, scheduled";
const CONSTANT = "anneal, constant rate";
const BY_HAND = "jax-js by hand";
const AS_OPTAX = "jax-js as its optax";

const lr = 1e-3;
/**
 * Stays at its peak during the benchmark, so that all subjects make the same steps, but is computed in full at each
 * step.
 */
const flatSchedule = warmupCosineDecaySchedule({
  initValue: lr,
  peakValue: lr,
  warmupSteps: 1000,
  decaySteps: 2 ** 30,
});

/** The inputs and outputs of a model with one layer: a million weights. */
const INPUTS = 1000;
const OUTPUTS = 1000;
const BATCH = 16;

/** A step of AdamW with schedule and bias corrections, and a training step of a model with its gradient. */
export function jaxCases(
  sizes: readonly number[] = JAX_SIZES,
  [inputs, outputs]: readonly [number, number] = [INPUTS, OUTPUTS],
): BenchCase[] {
  const steps = sizes.map((size) => ({
    suite: JAX,
    name: "a step",
    size,
    quick: false,
    prepare: () => prepare(size),
  }));
  const training = {
    suite: JAX,
    name: "a jitted step of training",
    size: inputs * outputs,
    quick: false,
    roundsFactor: 4,
    prepare: () => prepareTraining(inputs, outputs),
  };
  return [...steps, training];
}

await init("wasm");

function prepare(size: number): PreparedCase {
  defaultDevice("wasm");
  const parameters = Float32Array.from({ length: size }, (_, i) => Math.sin(i));
  const gradients = Float32Array.from({ length: size }, (_, i) => 0.01 * Math.cos(1.7 * i));
  return {
    subjects: [
      subject(FUSED, fused(parameters, gradients)),
      subject(SCHEDULED, ours(parameters, gradients, flatSchedule)),
      subject(CONSTANT, ours(parameters, gradients, lr)),
      subject(BY_HAND, jaxAdamByHand(parameters, gradients, lr)),
      subject(AS_OPTAX, jaxAdamAsOptax(parameters, gradients, lr)),
    ],
    opponents: [BY_HAND, AS_OPTAX, CONSTANT, SCHEDULED],
    runs: 3,
    // jax-js's inexact logarithm on wasm makes the first steps of its optax 0.6 % too long.
    tolerance: 0.02 * lr * 3,
    targets: [
      // Small sizes show the fixed cost of a step.
      ...(size < 1_000_000 ? [] : [{ subject: FUSED, goals: [{ opponent: SCHEDULED, ratio: 4 }] }]),
      { subject: SCHEDULED, goals: [{ opponent: BY_HAND, ratio: 1 / 1.1 }] },
      { subject: SCHEDULED, goals: [{ opponent: AS_OPTAX, ratio: 4 }] },
    ],
  };
}

/** The cost of a schedule: the same training with a schedule and with a constant rate. */
function prepareTraining(inputs: number, outputs: number): PreparedCase {
  defaultDevice("wasm");
  return {
    subjects: [
      subject(SCHEDULED, training(inputs, outputs, flatSchedule)),
      subject(CONSTANT, training(inputs, outputs, lr)),
    ],
    opponents: [CONSTANT],
    runs: 3,
    tolerance: 1e-6,
    targets: [{ subject: SCHEDULED, goals: [{ opponent: CONSTANT, ratio: 1 / 1.02 }] }],
  };
}

function subject(name: string, { step, parameters }: JaxAdam): BenchSubject {
  return { name, run: step, result: parameters };
}

function ours(parameters: Float32Array, gradients: Float32Array, rate: ScalarOrSchedule): JaxAdam {
  const optimizer = adamw(rate, { weightDecay: 0.01 });
  const gradient = np.array(gradients);
  let params = np.array(parameters);
  let state: Tree = optimizer.init(params.ref);
  const step = jit((p: np.Array, before: Tree, g: np.Array): [np.Array, Tree] => {
    const [updates, after] = optimizer.update(g, before, p.ref);
    return [applyUpdates(p, updates), after];
  });
  return {
    step() {
      [params, state] = step(params, state, gradient.ref);
      finish(params);
    },
    parameters: () => params.ref.dataSync() as Float32Array,
  };
}

function fused(parameters: Float32Array, gradients: Float32Array): JaxAdam {
  const optimizer = fusedAdamW({ lr: flatSchedule, weightDecay: 0.01 });
  const gradient = np.array(gradients as Float32Array<ArrayBuffer>);
  let params = np.array(parameters as Float32Array<ArrayBuffer>);
  return {
    step() {
      params = optimizer.step(params, gradient.ref);
    },
    parameters: () => params.ref.dataSync() as Float32Array,
  };
}

/** A layer with a tanh, trained on one batch. */
function training(inputs: number, outputs: number, rate: ScalarOrSchedule): JaxAdam {
  const optimizer = adamw(rate, { weightDecay: 0.01 });
  const array = (rows: number, columns: number, scale: number) =>
    np
      .array(Float32Array.from({ length: rows * columns }, (_, i) => scale * Math.sin(i)))
      .reshape([rows, columns]);
  const [batch, target] = [array(BATCH, inputs, 1), array(BATCH, outputs, 0.5)];
  const loss = (weights: np.Array, x: np.Array, y: np.Array) =>
    np.square(np.tanh(np.matmul(x, weights)).sub(y)).mean();
  let params = array(inputs, outputs, 0.01);
  let state: Tree = optimizer.init(params.ref);
  const step = jit((p: np.Array, before: Tree, x: np.Array, y: np.Array): [np.Array, Tree, np.Array] => {
    const [value, gradients] = valueAndGrad(loss)(p.ref, x, y);
    const [updates, after] = optimizer.update(gradients, before, p.ref);
    return [applyUpdates(p, updates), after, value];
  });
  return {
    step() {
      let value: np.Array;
      [params, state, value] = step(params, state as never, batch.ref, target.ref);
      value.dispose();
      finish(params.ref.reshape([-1]));
    },
    parameters: () => params.ref.dataSync() as Float32Array,
  };
}
