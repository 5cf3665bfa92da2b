/** What gradient transformations are made of, as in Optax and in jax-js's own package of that name. */
import type { Schedule } from "@anneal/core";
import type { JsTree, numpy as np } from "@jax-js/jax";

/** Parameters, gradients, states: arrays, or lists and plain objects of trees. */
export type Tree = JsTree<np.Array>;

/**
 * A pair of pure functions. The state is a tree of arrays and nothing else, so it passes through `jit`.
 *
 * Both functions consume their trees, as jax-js functions do: pass `tree.ref(params)` to keep `params`.
 */
export interface GradientTransformation<State extends Tree = Tree> {
  /** The state before the first step. */
  init<Params extends Tree>(params: Params): State;
  /**
   * The updates to add to the parameters, and the next state.
   * @param state What `init` or the update before gave; also one that was loaded, of the type `Tree`. It is checked.
   * @param params The parameters: needed by weight decay, and passed on by everything that wraps others.
   * @param extra What else a transformation asks for; its arrays are borrowed, not consumed.
   */
  update<Updates extends Tree>(
    updates: Updates,
    state: Tree,
    params?: Tree | null,
    extra?: ExtraArguments,
  ): [Updates, State];
  /**
   * Refuses what `update` could not take, and consumes nothing. What wraps others asks all of them before the first one
   * starts, so that a refusal finds nothing half done. A transformation of your own may leave it out.
   */
  check?(updates: Tree, state: Tree, params?: Tree | null, extra?: ExtraArguments): void;
}

/** The state of a transformation: `StateOf<typeof optimizer>`. */
export type StateOf<Transformation> =
  Transformation extends GradientTransformation<infer State> ? State : never;

/** What some transformations ask for besides gradients. Every transformation passes all of it on to those inside it. */
export interface ExtraArguments {
  /** The loss, for `reduceOnPlateau`. */
  readonly value?: np.Array;
  /** The gradient at other parameters, for `sam` in its opaque mode. It consumes its tree. */
  readonly gradFn?: (params: Tree, step: number) => Tree;
  /** Anything that a transformation of your own asks for. */
  readonly [name: string]: unknown;
}

/**
 * A number; a scalar array, which may be a tracer of `jit`, `vmap` or `grad`; or a schedule of the count of updates done so
 * far. An array is borrowed: it stays yours to free.
 */
export type ScalarOrSchedule = number | np.Array | Schedule | ScheduleFunction;

/** A function of the count that consumes it, and gives a scalar. */
export type ScheduleFunction = (count: np.Array) => np.Array;

/** The count of updates, in the state of what follows a schedule. */
export type CountState = { count: np.Array };
