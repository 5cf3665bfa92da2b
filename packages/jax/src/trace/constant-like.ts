/** Numbers as operands of operations with an array. */
import { type Device, numpy as np } from "@jax-js/jax";

/** Up to this number, every whole number is a float32. */
const LARGEST_EXACT = 2 ** 24;
const LARGEST_INT32 = 2 ** 31 - 1;

/**
 * A number as an operand of an operation with an array, with the array's dtype. `jit` takes every number as a float32, which
 * would round operands of float64 arrays, and integers beyond 2^24.
 */
export function constantLike(value: number, array: np.Array): number | np.Array {
  const { dtype } = array;
  const isLarge =
    Number.isInteger(value) && Math.abs(value) > LARGEST_EXACT && Math.abs(value) <= LARGEST_INT32;
  const isWhole = dtype === np.int32 || (dtype === np.uint32 && value >= 0);
  return dtype === np.float64 || (isLarge && isWhole) ? np.array(value, { dtype, ...placeOf(array) }) : value;
}

/** The device of an array. It is unknown while tracing, and then follows from other arrays. */
export function placeOf(array: np.Array): { readonly device?: Device } {
  const { device } = array as { readonly device?: Device };
  return device === undefined ? {} : { device };
}
