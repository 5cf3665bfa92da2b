/** Scalars of a step: computed once a step, not once for every element that they are multiplied with. */
import { InvalidArgumentError, isSchedule } from "@anneal/core";
import { finiteNumber } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { isTraceable, traceable } from "../schedules/traceable.js";
import { isJaxArray } from "../trace/is-array.js";
import { backTo } from "./dtypes.js";
import { isInjected, lentArray, type Scalar } from "./hyperparameters.js";
import type { ScheduleFunction } from "./types.js";

/**
 * The same scalar, computed by a separate kernel. Consumes.
 *
 * `jit` writes a scalar that is used once into the loop over the elements, cosine and all. It ends a kernel at every
 * reduction: the sum of one element is one.
 */
export function computedOnce(scalar: np.Array): np.Array {
  return scalar.reshape([1]).sum(0);
}

/** An array times a scalar, in the type of the array, which is consumed; the scalar is borrowed. */
export function times(array: np.Array, scalar: np.Array): np.Array {
  const { dtype } = array;
  return backTo(dtype, array.mul(scalar.ref));
}

/** What gives a scalar for a count: a schedule, or a function of a jax-js array that consumes it. */
export function readSchedule(argument: string, value: unknown): ScheduleFunction {
  if (typeof value !== "function") throw new InvalidArgumentError(argument, value, "a schedule");
  const schedule = isSchedule(value) && !isTraceable(value) ? traceable(value) : (value as ScheduleFunction);
  return (count) => {
    const scalar: unknown = schedule(count);
    if (!isJaxArray(scalar) || scalar.ndim > 0) {
      const shown = isJaxArray(scalar) ? `[${scalar.shape}]` : scalar;
      throw new InvalidArgumentError(`${argument}(count)`, shown, "a scalar, as a jax-js array");
    }
    return scalar;
  };
}

/** A rate after its check: one scalar for all steps, or what gives one for a count. */
export type Rate = { readonly constant: Scalar } | { readonly at: ScheduleFunction };

/** A number, a scalar array, or a function from a count to a scalar. */
export function readRate(argument: string, value: unknown): Rate {
  if (isInjected(value)) return { constant: value };
  if (isJaxArray(value)) return { constant: lentArray(argument, value) };
  if (typeof value === "function") return { at: readSchedule(argument, value) };
  if (typeof value !== "number") {
    throw new InvalidArgumentError(argument, value, "a finite number, a scalar array or a schedule");
  }
  return { constant: finiteNumber(argument, value) };
}
