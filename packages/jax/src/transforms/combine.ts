/** Transformations that combine others, and those that do nothing. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, list } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { flatten, free, mapTree, needAlike, needState, share } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/**
 * A transformation without a state, of a function that consumes the updates, and the parameters where there are any.
 * @param change Gives a tree like the updates.
 */
export function stateless(
  change: <Updates extends Tree>(updates: Updates, params: Tree | null) => Updates,
): Required<GradientTransformation<[]>> {
  if (typeof change !== "function")
    throw new InvalidArgumentError("change", change, "a function of the updates");
  return checked<[]>({
    init(params) {
      free(params);
      return [];
    },
    update(updates, state, params) {
      return [change(updates, params ?? null), state];
    },
    check(updates) {
      flatten("updates", updates);
    },
  });
}

/** The same for each array: `change` consumes the update, and the parameter where there are any. */
export function statelessWithTreeMap(
  change: (update: np.Array, param: np.Array | null) => np.Array,
): Required<GradientTransformation<[]>> {
  if (typeof change !== "function")
    throw new InvalidArgumentError("change", change, "a function of an update");
  const { check, ...mapping } = stateless((updates, params) =>
    params === null
      ? mapTree((update) => change(update, null), updates)
      : mapTree((update, param) => change(update, param as np.Array), updates, params),
  );
  return checked<[]>({
    ...mapping,
    check(updates, state, params) {
      check(updates, state, params);
      needAlike("updates", updates, { params });
    },
  });
}

/** The updates as they are. */
export function identity(): Required<GradientTransformation<[]>> {
  return stateless((updates, params) => {
    free(params);
    return updates;
  });
}

/** Zeros instead of the updates, so the parameters never change. */
export function setToZero(): Required<GradientTransformation<[]>> {
  return statelessWithTreeMap((update, param) => {
    param?.dispose();
    return np.zerosLike(update);
  });
}

/** Transformations with these states. */
type Links<States extends readonly Tree[]> = {
  readonly [Place in keyof States]: GradientTransformation<States[Place]>;
};

/** Several transformations in order, each applied to the result of the one before. State: the list of their states. */
export function chain<States extends Tree[]>(
  ...transformations: Links<States>
): Required<GradientTransformation<States>> {
  const links = (transformations as readonly GradientTransformation[]).map((each, i) =>
    readTransformation(`transformations[${i}]`, each),
  );
  return checked<States>({
    init(params) {
      const states = initEach(links.map((each) => [each, params as Tree]));
      free(params as Tree);
      return states as States;
    },
    update(updates, states, params, extra) {
      let current = updates;
      const next = links.map((each, i) => {
        const [changed, after] = each.update(current, states[i] as Tree, share(params), extra);
        current = changed;
        return after;
      });
      free(params);
      return [current, next as States];
    },
    check(updates, state, params, extra) {
      const states = list("state", state, "states") as readonly Tree[];
      if (states.length !== links.length) {
        throw new InvalidArgumentError("state.length", states.length, `${links.length}`);
      }
      needAlike("updates", updates, { params });
      for (const [i, each] of links.entries()) each.check?.(updates, states[i] as Tree, params, extra);
    },
  });
}

type Link = readonly [name: string, transformation: GradientTransformation];

/** The states of named transformations, by name. */
export type NamedStates<Links extends readonly Link[]> = {
  [Each in Links[number] as Each[0]]: Each[1] extends GradientTransformation<infer State> ? State : never;
};

/**
 * `chain` with names: `namedChain(["clip", clip(1)], ["adam", adam(0.1)])`. State: an object of theirs by name.
 */
export function namedChain<const Links extends readonly Link[]>(
  ...links: Links
): Required<GradientTransformation<NamedStates<Links>>> {
  const names = links.map((link, i) => readName(`links[${i}]`, link));
  for (const [i, name] of names.entries()) {
    if (names.indexOf(name) < i) throw new InvalidArgumentError(`links[${i}][0]`, name, "another name");
  }
  const chained = chain<Tree[]>(...links.map(([, each], i) => readTransformation(`links[${i}][1]`, each)));
  type State = NamedStates<Links> & Record<string, Tree>;
  const listed = (state: State) => names.map((name) => state[name] as Tree);
  const named = (states: readonly Tree[]) =>
    Object.fromEntries(names.map((name, i) => [name, states[i]])) as State;
  return checked<State>({
    init: (params) => named(chained.init(params)),
    update(updates, state, params, extra) {
      const [changed, next] = chained.update(updates, listed(state), params, extra);
      return [changed, named(next)];
    },
    check(updates, state, params, extra) {
      needState(state, [], names);
      chained.check(updates, listed(state), params, extra);
    },
  });
}

function readName(argument: string, link: unknown): string {
  if (!isArray(link) || link.length !== 2 || typeof link[0] !== "string") {
    throw new InvalidArgumentError(argument, link, "a list of a name and a gradient transformation");
  }
  return link[0];
}
