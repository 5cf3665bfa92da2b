/** Transformations that refuse what they can't take while nothing has been consumed. */
import { InvalidArgumentError } from "@anneal/core";
import { free, share } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/** A transformation whose `update` is preceded by its `check`. */
export function checked<State extends Tree>(
  transformation: Required<GradientTransformation<State>>,
): Required<GradientTransformation<State>> {
  const { check, update } = transformation;
  return {
    ...transformation,
    update(updates, state, params, extra) {
      check(updates, state, params, extra);
      return update(updates, state, params, extra);
    },
  };
}

/** A transformation, which may be one that a user wrote. */
export function readTransformation(argument: string, value: unknown): GradientTransformation {
  const { init, update } = Object(value) as Partial<GradientTransformation>;
  if (typeof init !== "function" || typeof update !== "function") {
    throw new InvalidArgumentError(argument, value, "a gradient transformation");
  }
  return value as GradientTransformation;
}

/** The states of transformations for parameters, which are borrowed. If one of them refuses, nothing is kept. */
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
