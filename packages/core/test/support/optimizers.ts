/** What the tests of the optimizers share. */
import type { Optimizer } from "../../src/index.js";

/** Numbers between -1 and 1 without a pattern. */
export function values(length: number, seed = 1): Float32Array {
  const result = new Float32Array(length);
  for (let i = 0; i < length; i++) result[i] = Math.sin(12.9898 * (i + 1) * seed);
  return result;
}

export const copies = (arrays: readonly Float32Array[]) => arrays.map((array) => Float32Array.from(array));

/** Everything that a step may change. */
export const snapshot = (optimizer: Optimizer) => ({
  params: copies(optimizer.params),
  state: optimizer.stateDict(),
  stepCount: optimizer.stepCount,
});

/** The slots of all parameters. */
export const moments = (optimizer: Optimizer) =>
  optimizer.stateDict().params.flatMap(({ slots }) => Object.values(slots));

/** A Float32Array whose buffer was transferred away. */
export function detached(length: number): Float32Array {
  const array = new Float32Array(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}
