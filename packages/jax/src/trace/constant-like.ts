/** Numbers as operands of operations with an array. */
import { type Device, numpy as np } from "@jax-js/jax";

/** The largest float32 below which all whole numbers are one. */
const LARGEST_EXACT = 2 ** 24;
const LARGEST_INT32 = 2 ** 31 - 1;

/**
 * A number as an operand with an array, of the array's dtype. To `jit` every number is a float32, which would round an
 * operand of a float64 array, and integers beyond 2^24.
 */
export function constantLike(value: number, array: np.Array): number | np.Array {
  const { dtype } = array;
  const isLarge =
    Number.isInteger(value) && Math.abs(value) > LARGEST_EXACT && Math.abs(value) <= LARGEST_INT32;
  const isWhole = dtype === np.int32 || (dtype === np.uint32 && value >= 0);
  return dtype === np.float64 || (isLarge && isWhole) ? np.array(value, { dtype, ...placeOf(array) }) : value;
}

/** Where an array is; while tracing that is not known, and follows from the others. */
export function placeOf(array: np.Array): { readonly device?: Device } {
  const { device } = array as { readonly device?: Device };
  return device === undefined ? {} : { device };
}
