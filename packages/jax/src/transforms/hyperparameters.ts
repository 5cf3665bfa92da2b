/** Numbers of a transformation that may also be arrays, or kept in the state by `injectHyperparams`. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, numberAtLeast, positiveNumber } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { constantLike } from "../trace/constant-like.js";
import { isJaxArray } from "../trace/is-array.js";
import { shareBelowOne } from "./checks.js";
import { needScalar } from "./trees.js";

/**
 * The value that `injectHyperparams` passes for one of its numbers or schedules. It ignores its argument, so that it
 * works wherever a schedule or a number does, and returns a reference to the scalar of this step.
 */
export type Injected = (count?: np.Array) => np.Array;

/**
 * A number, folded into the trace; a scalar array, which may be a tracer and is borrowed; or one that `injectHyperparams`
 * keeps in its state.
 */
export type Hyperparameter = number | np.Array | Injected;

/** A hyperparameter after its check: a number, or what gives a reference to the scalar. */
export type Scalar = number | Injected;

/** The initial value of each injected number; null for arrays and schedules. */
const firstValues = new WeakMap<Injected, number | null>();

/** The value that `look` gives a reference to, in place of a number or a schedule. */
export function inject(first: number | null, look: () => np.Array): Injected {
  const injected: Injected = (unused) => {
    unused?.dispose();
    return look();
  };
  firstValues.set(injected, first);
  return injected;
}

/** Whether a function returns one scalar for every count. */
export function isInjected(value: unknown): value is Injected {
  return firstValues.has(value as Injected);
}

/** A scalar array that stays its owner's, in place of a number. */
export function lentArray(argument: string, array: np.Array): Injected {
  needScalar(argument, array);
  return inject(null, () => array.ref);
}

/** What `check` allows, as a number or as the first value of an injected one. The values of arrays are not checked. */
export function hyperparameter(check: (argument: string, value: unknown) => number) {
  return (argument: string, value: unknown): Scalar => {
    if (isJaxArray(value)) return lentArray(argument, value);
    if (typeof value !== "function") return check(argument, value);
    const first = firstValues.get(value as Injected);
    if (first === undefined) {
      throw new InvalidArgumentError(
        argument,
        value,
        "a number, a scalar array, or what injectHyperparams gives for one",
      );
    }
    if (first !== null) check(argument, first);
    return value as Injected;
  };
}

/** Any number. */
export const readNumber = hyperparameter(finiteNumber);
/** A share, such as the decay of a mean. */
export const readShare = hyperparameter(shareBelowOne);
/** A number of at least 0, such as a term added to a divisor. */
export const readAddend = hyperparameter((argument, value) => numberAtLeast(argument, value, 0));
/** A number above 0. */
export const readPositive = hyperparameter(positiveNumber);

/** The value at this step, as an operand with an array: a number, or a new reference. */
export function currentValue(of: Scalar, array: np.Array): number | np.Array {
  return typeof of === "number" ? constantLike(of, array) : of();
}
