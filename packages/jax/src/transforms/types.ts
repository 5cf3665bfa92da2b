/** What gradient transformations are made of, as in Optax and in jax-js's own package of that name. */
import type { JsTree, numpy as np } from "@jax-js/jax";

/** Parameters, gradients, states: arrays, or lists and plain objects of trees. */
export type Tree = JsTree<np.Array>;

/**
 * A pair of pure functions. The state is a tree of arrays and nothing else, so it passes through `jit`.
 *
 * Both functions consume their trees, as jax-js functions do: pass `tree.ref(params)` to keep `params`.
 */
export interface GradientTransformation {
  /** The state before the first step. */
  init<Params extends Tree>(params: Params): Tree;
  /**
   * The updates to add to the parameters, and the next state.
   * @param params The parameters: needed by weight decay, and passed on by everything that wraps others.
   * @param extra What else a transformation asks for; its arrays are borrowed, not consumed.
   */
  update<Updates extends Tree>(
    updates: Updates,
    state: Tree,
    params?: Tree | null,
    extra?: ExtraArguments,
  ): [Updates, Tree];
  /**
   * Refuses what `update` could not take, and consumes nothing. What wraps others asks all of them before the first one
   * starts, so that a refusal finds nothing half done. A transformation of your own may leave it out.
   */
  check?(updates: Tree, state: Tree, params?: Tree | null, extra?: ExtraArguments): void;
}

/** What some transformations ask for besides gradients. */
export interface ExtraArguments {
  /** The loss, for `reduceOnPlateau`. */
  readonly value?: np.Array;
}

/**
 * A number, or a function of the count of updates done so far: a traceable schedule, or any function of a jax-js array
 * that consumes it.
 */
export type ScalarOrSchedule = number | ScheduleFunction;

/** A function of the count that consumes it, and gives a scalar. */
export type ScheduleFunction = (count: np.Array) => np.Array;
