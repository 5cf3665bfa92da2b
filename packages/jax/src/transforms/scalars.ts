/** Scalars of a step: computed once a step, not once for every element that they are multiplied with. */
import { InvalidArgumentError, isSchedule } from "@anneal/core";
import { finiteNumber } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { isTraceable } from "../schedules/traceable.js";
import { isJaxArray } from "../trace/is-array.js";
import type { ScalarOrSchedule, ScheduleFunction } from "./types.js";

/**
 * The same scalar, as the result of a kernel of its own. Consumes.
 *
 * `jit` writes a scalar that is used once into the loop over the elements, cosine and all. It ends a kernel at every
 * reduction: the sum of one element is one.
 */
export function computedOnce(scalar: np.Array): np.Array {
  return scalar.reshape([1]).sum(0);
}

/** An array in the type of floats that it had before a float32 scalar widened it. Consumes. */
export function backTo(dtype: np.DType, array: np.Array): np.Array {
  return isFloat(dtype) && array.dtype !== dtype ? array.astype(dtype) : array;
}

/** Whether a type holds fractions. */
export function isFloat(dtype: np.DType): boolean {
  return dtype === np.float16 || dtype === np.float32 || dtype === np.float64;
}

/** Integers and booleans as float32, which JAX makes of them beside a fraction; jax-js rounds the fraction. Consumes. */
export function asFloat(array: np.Array): np.Array {
  return isFloat(array.dtype) ? array : array.astype(np.float32);
}

/** An array times a scalar, in the type of the array, which is consumed; the scalar is borrowed. */
export function times(array: np.Array, scalar: np.Array): np.Array {
  const { dtype } = array;
  return backTo(dtype, array.mul(scalar.ref));
}

/** What gives a scalar for a count: a traceable schedule, or a function of a jax-js array that consumes it. */
export function readSchedule(argument: string, value: unknown): ScheduleFunction {
  if (typeof value !== "function" || (isSchedule(value) && !isTraceable(value))) {
    throw new InvalidArgumentError(
      argument,
      value,
      "a traceable schedule, as traceable() makes of any other",
    );
  }
  return (count) => {
    const scalar: unknown = (value as ScheduleFunction)(count);
    if (!isJaxArray(scalar) || scalar.ndim > 0) {
      const shown = isJaxArray(scalar) ? `[${scalar.shape}]` : scalar;
      throw new InvalidArgumentError(`${argument}(count)`, shown, "a scalar, as a jax-js array");
    }
    return scalar;
  };
}

/** A number, or what gives one for a count; nothing else. */
export function readScalar(argument: string, value: unknown): ScalarOrSchedule {
  if (typeof value === "function") return readSchedule(argument, value);
  if (typeof value !== "number")
    throw new InvalidArgumentError(argument, value, "a finite number or a schedule");
  return finiteNumber(argument, value);
}
