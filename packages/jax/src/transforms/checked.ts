/** Transformations that reject invalid arguments before anything is consumed. */
import { InvalidArgumentError } from "@anneal/core";
import { isRevoked } from "@anneal/core/arguments";
import { type numpy as np, tree } from "@jax-js/jax";
import { asFloat, isFloat } from "./dtypes.js";
import { free, mapTree, share } from "./trees.js";
import type { ExtraArguments, GradientTransformation, Tree } from "./types.js";

/** A transformation as it is written: behind its `check`, the state has its type. */
export interface Implementation<State extends Tree> {
  init<Params extends Tree>(params: Params): State;
  update<Updates extends Tree>(
    updates: Updates,
    state: State,
    params?: Tree | null,
    extra?: ExtraArguments,
  ): [Updates, State];
  check(updates: Tree, state: State, params?: Tree | null, extra?: ExtraArguments): void;
}

/** A transformation whose `update` is preceded by its `check`. */
export function checked<State extends Tree>(
  transformation: Implementation<State>,
): Required<GradientTransformation<State>> {
  const { check, update } = transformation;
  return {
    ...transformation,
    update(updates, state, params, extra) {
      check(updates, state as State, params, extra);
      return update(updates, state as State, params, extra);
    },
  };
}

/**
 * `checked`, for arithmetic with fractions: integers and booleans, of parameters and updates, reach `init` and `update` as
 * float32. So do the updates that come out, as in Optax, and the state never changes its types.
 * @param staysWhole Which types stay as they are. Default: none.
 */
export function checkedOnFloats<State extends Tree>(
  transformation: Implementation<State>,
  staysWhole: (dtype: np.DType) => boolean = () => false,
): Required<GradientTransformation<State>> {
  const { init, update } = transformation;
  const converted = (leaf: np.Array) => (staysWhole(leaf.dtype) ? leaf : asFloat(leaf));
  /** Consumes. */
  const floats = <Given extends Tree>(given: Given): Given => {
    const isOfFloats = tree.leaves<np.Array>(given).every(({ dtype }) => isFloat(dtype));
    return isOfFloats ? given : mapTree(converted, given);
  };
  return checked<State>({
    ...transformation,
    init: (params) => init(floats(params)),
    update: (updates, state, params, extra) =>
      update(floats(updates), state, params && floats(params), extra),
  });
}

/** A transformation, which may be one that a user wrote. */
export function readTransformation(argument: string, value: unknown): GradientTransformation {
  const { init, update } = (isRevoked(value) ? {} : Object(value)) as Partial<GradientTransformation>;
  if (typeof init !== "function" || typeof update !== "function") {
    throw new InvalidArgumentError(argument, value, "a gradient transformation");
  }
  return value as GradientTransformation;
}

/** The states of transformations for parameters, which are borrowed. If one of them throws, the others are freed. */
export function initEach(all: readonly (readonly [GradientTransformation, Tree])[]): Tree[] {
  const states: Tree[] = [];
  for (const [transformation, params] of all) {
    const shared = share(params);
    try {
      states.push(transformation.init(shared));
    } catch (error) {
      for (const left of [shared, ...states]) free(left);
      throw error;
    }
  }
  return states;
}
