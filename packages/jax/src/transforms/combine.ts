/** Transformations made of others, and the ones that do nothing. */
import { InvalidArgumentError } from "@anneal/core";
import { list } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { flatten, free, mapTree, needAlike, share } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/** A transformation without a state, which needs no parameters; `change` consumes the updates. */
export function stateless(
  change: <Updates extends Tree>(updates: Updates) => Updates,
): Required<GradientTransformation> {
  return checked({
    init(params) {
      free(params);
      return [];
    },
    update(updates, state, params) {
      free(params);
      return [change(updates), state];
    },
    check(updates) {
      flatten("updates", updates);
    },
  });
}

/** The updates as they are. */
export function identity(): GradientTransformation {
  return stateless((updates) => updates);
}

/** Zeros instead of the updates: what it is given never changes. */
export function setToZero(): GradientTransformation {
  return stateless((updates) => mapTree((update) => np.zerosLike(update), updates));
}

/** One after the other, each fed with what the one before it gave. State: the list of theirs. */
export function chain(...transformations: readonly GradientTransformation[]): GradientTransformation {
  for (const [i, each] of transformations.entries()) readTransformation(`transformations[${i}]`, each);
  return checked({
    init(params) {
      const states = initEach(transformations.map((each) => [each, params as Tree]));
      free(params as Tree);
      return states;
    },
    update(updates, state, params, extra) {
      const states = state as readonly Tree[];
      let current = updates;
      const next = transformations.map((each, i) => {
        const [changed, after] = each.update(current, states[i] as Tree, share(params), extra);
        current = changed;
        return after;
      });
      free(params);
      return [current, next];
    },
    check(updates, state, params, extra) {
      const states = list("state", state, "states") as readonly Tree[];
      if (states.length !== transformations.length) {
        throw new InvalidArgumentError("state.length", states.length, `${transformations.length}`);
      }
      needAlike("updates", updates, { params });
      for (const [i, each] of transformations.entries()) {
        each.check?.(updates, states[i] as Tree, params, extra);
      }
    },
  });
}

/** Parameters plus updates, in the parameters' types. Consumes both, unless they are not alike. */
export function applyUpdates<Params extends Tree>(params: Params, updates: Tree): Params {
  needAlike("updates", updates, { params });
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
