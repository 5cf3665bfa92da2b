/** Numbers of a transformation that may stand in the state of `injectHyperparams` instead of in the trace. */
import { InvalidArgumentError } from "@anneal/core";
import { numpy as np } from "@jax-js/jax";
import { beside } from "../trace/beside.js";
import { backTo } from "./scalars.js";

/**
 * What `injectHyperparams` gives for one of its numbers or schedules: a function of no need for its argument, so that it
 * goes where a schedule goes and where a number does. It gives a reference to the scalar of this step.
 */
export type Injected = (count?: np.Array) => np.Array;

/** A number, folded into the trace; or one that `injectHyperparams` keeps in its state. */
export type Hyperparameter = number | Injected;

/** The number that each injected one starts with; null where it is a schedule's. */
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

/** What `check` allows, as a number or as the first value of an injected one. */
export function hyperparameter(check: (argument: string, value: unknown) => number) {
  return (argument: string, value: unknown): Hyperparameter => {
    if (typeof value !== "function") return check(argument, value);
    const first = firstValues.get(value as Injected);
    if (first === undefined) {
      throw new InvalidArgumentError(argument, value, "a number, or what injectHyperparams gives for one");
    }
    if (first !== null) check(argument, first);
    return value as Injected;
  };
}

/** For this step, as an operand beside an array: a number, or a reference of one's own. */
export function currentValue(of: Hyperparameter, array: np.Array): number | np.Array {
  return typeof of === "number" ? beside(of, array) : of();
}

/** An array times a hyperparameter, in the type of the array. Consumes. */
export function scaledBy(array: np.Array, factor: Hyperparameter): np.Array {
  const { dtype } = array;
  return backTo(dtype, array.mul(currentValue(factor, array)));
}

/** `share * first + (1 - share) * second`, in the type of the first. Consumes both. */
export function blend(share: Hyperparameter, first: np.Array, second: np.Array): np.Array {
  const { dtype } = first;
  const rest = typeof share === "number" ? beside(1 - share, second) : np.subtract(1, share());
  return backTo(dtype, second.mul(rest).add(first.mul(currentValue(share, first))));
}
