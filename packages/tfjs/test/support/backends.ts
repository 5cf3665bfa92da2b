/** The backends that the tests run on, and plain arrays to compare with. */
import type { Optimizer as PlainOptimizer } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { afterEach, beforeEach } from "vitest";

export const backends = ["cpu", "wasm"] as const;

/** Each test on the backend begins and ends without tensors. */
export function useBackend(backend: string): void {
  beforeEach(async () => {
    await tf.setBackend(backend);
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
    tf.disposeVariables();
  });
}

export function variable(
  name: string,
  values: ArrayLike<number>,
  shape: number[] = [values.length],
): tf.Variable {
  return tf.variable(tf.tensor(Float32Array.from(values), shape), true, name);
}

export function gradientTensors(gradients: Readonly<Record<string, ArrayLike<number>>>): tf.NamedTensorMap {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, values]) => {
      const { shape } = tf.engine().registeredVariables[name] as tf.Variable;
      return [name, tf.tensor(Float32Array.from(values), shape)];
    }),
  );
}

/** The same values in every run. */
export function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 0.7 + seed * 1.3));
}

/** One step with the given gradients. */
export function stepPlain(
  optimizer: PlainOptimizer,
  names: readonly string[],
  gradients: Readonly<Record<string, Float32Array>>,
): void {
  optimizer.step({ grads: names.map((name) => gradients[name] ?? null) });
}
