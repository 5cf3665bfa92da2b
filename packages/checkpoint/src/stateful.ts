/** Objects with a state that a checkpoint contains: optimizers, schedulers and rules that follow a metric. */
import { InvalidArgumentError, type LoadPolicy, type OptimizerState } from "@anneal/core";
import { isFunction, isRecord, list } from "@anneal/core/arguments";

/** A scheduler or a metric rule: its state is plain JSON. */
export interface Stateful {
  stateDict(): object | Promise<object>;
  loadStateDict(state: object, options?: object): unknown;
  /** Throws what `loadStateDict` throws, and changes nothing. Without it, a state is loaded and rolled back if necessary. */
  checkStateDict?(state: object, options?: object): unknown;
}

/** An optimizer of anneal, on any engine, or another one with the same states. */
export interface StatefulOptimizer {
  /** Its parameters, in the order of the states. */
  readonly params?: readonly unknown[];
  /** The number of updates made. */
  readonly stepCount?: number;
  /** Its groups, with the rule of each and the range of its parameters. */
  readonly groups?: readonly object[];
  stateDict(options?: { readonly copy?: boolean }): OptimizerState | Promise<OptimizerState>;
  loadStateDict(state: OptimizerState): unknown;
  /** Throws what `loadStateDict` throws, and changes nothing; an optimizer with it returns views for `copy: false`. */
  checkStateDict?(state: OptimizerState): unknown;
}

/** The options to check and load the states of schedulers. */
export interface SchedulerLoading {
  readonly policy: LoadPolicy;
  /** The count of the optimizer after loading. */
  readonly updates?: number;
}

/** @throws InvalidArgumentError */
export function readOptimizer(argument: string, value: unknown): StatefulOptimizer {
  if (isStateful(value)) return value as unknown as StatefulOptimizer;
  throw new InvalidArgumentError(argument, value, "an optimizer, with stateDict and loadStateDict");
}

/** @throws InvalidArgumentError */
export function readStatefulList(argument: string, value: unknown): readonly Stateful[] {
  return list(argument, value, "objects with stateDict and loadStateDict").map((each, i) => {
    if (isStateful(each)) return each;
    throw new InvalidArgumentError(`${argument}[${i}]`, each, "an object with stateDict and loadStateDict");
  });
}

function isStateful(value: unknown): value is Stateful {
  return isRecord(value) && isFunction(value.stateDict) && isFunction(value.loadStateDict);
}
