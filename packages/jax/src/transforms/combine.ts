/** Transformations made of others, and the ones that do nothing. */
import { InvalidArgumentError } from "@anneal/core";
import { list } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { free, mapTree, needAlike, share } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/** The updates as they are. */
export function identity(): GradientTransformation {
  return {
    init(params) {
      free(params);
      return [];
    },
    update(updates, state, params) {
      free(params);
      return [updates, state];
    },
  };
}

/** Zeros instead of the updates: what it is given never changes. */
export function setToZero(): GradientTransformation {
  return {
    ...identity(),
    update(updates, state, params) {
      free(params);
      return [mapTree((update) => np.zerosLike(update), updates), state];
    },
  };
}

/** One after the other, each fed with what the one before it gave. State: the list of theirs. */
export function chain(...transformations: readonly GradientTransformation[]): GradientTransformation {
  for (const [i, each] of transformations.entries()) {
    if (typeof each?.init !== "function" || typeof each.update !== "function") {
      throw new InvalidArgumentError(`transformations[${i}]`, each, "a gradient transformation");
    }
  }
  return {
    init(params) {
      const states = transformations.map((each) => each.init(share(params)));
      free(params);
      return states;
    },
    update(updates, state, params, extra) {
      const states = list("state", state, "states") as readonly Tree[];
      if (states.length !== transformations.length) {
        throw new InvalidArgumentError("state.length", states.length, `${transformations.length}`);
      }
      needAlike(updates, { params });
      let current = updates;
      const next = transformations.map((each, i) => {
        const [changed, after] = each.update(current, states[i] as Tree, share(params), extra);
        current = changed;
        return after;
      });
      free(params);
      return [current, next];
    },
  };
}

/** Parameters plus updates, in the parameters' types. Consumes both. */
export function applyUpdates<Params extends Tree>(params: Params, updates: Tree): Params {
  return mapTree(
    (param, update) => {
      const { dtype } = param;
      const sum = param.add(update as np.Array);
      return sum.dtype === dtype ? sum : sum.astype(dtype);
    },
    params,
    updates,
  );
}
