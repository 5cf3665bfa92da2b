/**
 * Handles variables that share their values with the tensor or array that they were created from, or with a reshaped
 * tensor.
 */
import { tensor, tidy, type Variable } from "@tensorflow/tfjs-core";

/** A backend that counts how many tensors use a value. */
export interface CountingBackend {
  refCount(dataId: object): number;
}

/** Gives each variable with shared values its own copy. */
export function giveOwnValues(variables: readonly Variable[], hasOwn: (variable: Variable) => boolean): void {
  for (const variable of variables) {
    if (hasOwn(variable)) continue;
    const values = (variable.dataSync() as Float32Array).slice();
    tidy(() => variable.assign(tensor(values, variable.shape, "float32")));
  }
}
