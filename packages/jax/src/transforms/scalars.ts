/** Scalars of a step: computed once a step, not once for every element that they are multiplied with. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import type { ScalarOrSchedule } from "./types.js";

/**
 * The same scalar, as the result of a kernel of its own. Consumes.
 *
 * `jit` writes a scalar that is used once into the loop over the elements, cosine and all. It ends a kernel at every
 * reduction: the sum of one element is one.
 */
export function computedOnce(scalar: np.Array): np.Array {
  return scalar.ndim === 0 ? scalar.reshape([1]).sum(0) : scalar;
}

/** A number, or a function that gives one for a count; nothing else. */
export function readScalar(argument: string, value: unknown): ScalarOrSchedule {
  if (typeof value === "function") return value as ScalarOrSchedule;
  if (typeof value !== "number")
    throw new InvalidArgumentError(argument, value, "a finite number or a schedule");
  return finiteNumber(argument, value);
}

/** Of a decay of 0, whose powers are 0: those of `e^-100` are nearly. */
const LEAST_LOGARITHM = -100;

/** `1 / (1 - decay^count)`, right to 1e-6 from the first step on. Consumes the count, which is at least 1. */
export function biasCorrection(decay: number, count: np.Array): np.Array {
  const of = new Arithmetic(np.float32);
  of.own(count);
  // 1 - decay^t = -(e^(t ln decay) - 1): the logarithm is the host's, and nothing is taken from 1 that is nearly 1.
  const exponent = of.multiply(of.cast(count), Math.max(Math.log(decay), LEAST_LOGARITHM)) as np.Array;
  const correction = of.reciprocal(of.multiply(of.exponentialMinusOne(exponent), -1)) as np.Array;
  return computedOnce(of.finish(correction));
}
