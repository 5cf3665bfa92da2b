/** Types of the floats in an array. */
import { InvalidArgumentError } from "@anneal/core";
import { numpy as np } from "@jax-js/jax";

const FLOATS: readonly unknown[] = [np.float16, np.float32, np.float64];

/** Whether a type holds fractions. */
export function isFloat(dtype: np.DType): boolean {
  return FLOATS.includes(dtype);
}

/** Integers and booleans as float32, as JAX converts them when the other operand is a fraction; jax-js rounds the fraction. Consumes. */
export function asFloat(array: np.Array): np.Array {
  return isFloat(array.dtype) ? array : array.astype(np.float32);
}

/** A type of floats. */
export function readFloatDtype(argument: string, value: unknown): np.DType {
  if (!FLOATS.includes(value)) {
    throw new InvalidArgumentError(argument, value, "np.float16, np.float32 or np.float64");
  }
  return value as np.DType;
}

/** An array in the type of floats that it had before a float32 scalar widened it. Consumes. */
export function backTo(dtype: np.DType, array: np.Array): np.Array {
  return isFloat(dtype) && array.dtype !== dtype ? array.astype(dtype) : array;
}
