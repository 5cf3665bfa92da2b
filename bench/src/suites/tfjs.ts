/** AdamW over TensorFlow.js variables on the wasm backend, compared with TensorFlow.js's Adam. */
import { AdamW } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import type { BenchCase, BenchSubject, PreparedCase } from "../measure/benchmark-case.js";

export const TFJS = "tfjs";

const OURS = "anneal, in place";
const THEIRS = "tf.train.adam";

/** The number of variables, the values of each, and the required speed relative to TensorFlow.js. */
interface Size {
  readonly variables: number;
  readonly length: number;
  readonly ratio: number;
}

export const TFJS_SIZES: readonly Size[] = [
  { variables: 1, length: 1_000_000, ratio: 6 },
  { variables: 1, length: 10_000_000, ratio: 6 },
  { variables: 200, length: 500, ratio: 25 },
];

export function tfjsCases(sizes: readonly Size[] = TFJS_SIZES): BenchCase[] {
  return sizes.map((size) => ({
    suite: TFJS,
    name: size.variables === 1 ? "one variable" : `${size.variables} variables`,
    size: size.variables * size.length,
    quick: false,
    prepare: () => prepare(size),
  }));
}

await tf.setBackend("wasm");

const lr = 1e-3;
const names = { next: 0 };

function prepare({ variables, length, ratio }: Size): PreparedCase {
  return {
    subjects: [
      // TensorFlow.js's Adam has no weight decay and adds epsilon elsewhere.
      subject(OURS, new AdamW({ lr, weightDecay: 0 }), variables, length),
      subject(THEIRS, tf.train.adam(lr, 0.9, 0.999, 1e-8), variables, length),
    ],
    opponents: [THEIRS],
    runs: 3,
    tolerance: 0.02 * lr * 3,
    targets: [{ subject: OURS, goals: [{ opponent: THEIRS, ratio }] }],
  };
}

function subject(name: string, optimizer: tf.Optimizer, variables: number, length: number): BenchSubject {
  const all = Array.from({ length: variables }, (_, i) => {
    const values = Float32Array.from({ length }, (__, k) => Math.sin(i + k));
    return tf.tidy(() => tf.variable(tf.tensor1d(values), true, `bench/${names.next++}`));
  });
  const gradients = Object.fromEntries(
    all.map((variable, i) => [
      variable.name,
      tf.tensor1d(Float32Array.from({ length }, (_, k) => 0.01 * Math.cos(1.7 * (i + k)))),
    ]),
  );
  return {
    name,
    run: () => optimizer.applyGradients(gradients),
    result: () => all[0]?.dataSync().slice() as Float32Array,
  };
}
