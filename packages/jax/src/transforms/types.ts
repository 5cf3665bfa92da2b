/** The types of gradient transformations, as in Optax and in jax-js's own optax package. */
import type { Schedule } from "@anneal/core";
import type { JsTree, numpy as np } from "@jax-js/jax";

/** Parameters, gradients, states: arrays, or lists and plain objects of trees. */
export type Tree = JsTree<np.Array>;

/**
 * A pair of pure functions. The state is a tree of arrays only, so it passes through `jit`.
 *
 * Both functions consume their trees, as jax-js functions do: pass `tree.ref(params)` to keep `params`.
 */
export interface GradientTransformation<State extends Tree = Tree> {
  /** The state before the first step. */
  init<Params extends Tree>(params: Params): State;
  /**
   * The updates to add to the parameters, and the next state.
   * @param state The result of `init` or of the previous update, or a loaded state of type `Tree`. It is checked.
   * @param params The parameters: needed by weight decay, and passed on by wrapping transformations.
   * @param extra Further arguments of transformations; their arrays are borrowed, not consumed.
   */
  update<Updates extends Tree>(
    updates: Updates,
    state: Tree,
    params?: Tree | null,
    extra?: ExtraArguments,
  ): [Updates, State];
  /**
   * Throws for arguments that `update` rejects, and consumes nothing. Wrapping transformations check all inner ones
   * before the first one starts, so nothing is half done after an error. Your own transformation may omit it.
   */
  check?(updates: Tree, state: Tree, params?: Tree | null, extra?: ExtraArguments): void;
}

/** The state of a transformation: `StateOf<typeof optimizer>`. */
export type StateOf<Transformation> =
  Transformation extends GradientTransformation<infer State> ? State : never;

/** Arguments of some transformations besides gradients. Every transformation passes all of them on. */
export interface ExtraArguments {
  /** The loss, for `reduceOnPlateau`. */
  readonly value?: np.Array;
  /** The gradient at other parameters, for `sam` in its opaque mode. It consumes its tree. */
  readonly gradFn?: (params: Tree, step: number) => Tree;
  /** Any argument of your own transformations. */
  readonly [name: string]: unknown;
}

/**
 * A number; a scalar array, which may be a tracer of `jit`, `vmap` or `grad`; or a schedule of the count of updates
 * done. An array is borrowed: you dispose of it.
 */
export type ScalarOrSchedule = number | np.Array | Schedule | ScheduleFunction;

/** A function of the count that consumes it, and gives a scalar. */
export type ScheduleFunction = (count: np.Array) => np.Array;

/** The count of updates, in the state of what follows a schedule. */
export type CountState = { count: np.Array };
