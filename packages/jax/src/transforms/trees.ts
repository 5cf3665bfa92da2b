/** Trees of arrays: maps that consume, and the counters that states hold. */
import { InvalidArgumentError } from "@anneal/core";
import { numpy as np, tree } from "@jax-js/jax";
import type { Tree } from "./types.js";

const LAST_COUNT = 2 ** 31 - 1;

/** A tree of the same shape; the arrays go to `change`, which consumes them. */
export function mapTree<First extends Tree>(
  change: (...leaves: np.Array[]) => np.Array,
  first: First,
  ...rest: Tree[]
): First {
  const [leaves, definition] = tree.flatten<np.Array>(first);
  const others = rest.map((each) => leavesLike(each, definition));
  const changed = leaves.map((leaf, i) => change(leaf, ...others.map((each) => each[i] as np.Array)));
  return tree.unflatten(definition, changed) as First;
}

type Structure = ReturnType<typeof tree.structure>;

/** The arrays of a tree that has to have the structure of another one, the order of keys included. */
export function leavesLike(other: Tree, definition: Structure): np.Array[] {
  const [leaves, own] = tree.flatten<np.Array>(other);
  if (!own.equals(definition)) {
    throw new InvalidArgumentError("tree", own.toString(), `a tree like ${definition}`);
  }
  return leaves;
}

/** Refuses trees that are not like the updates, while nothing is consumed yet. Those that are missing pass. */
export function needAlike(updates: Tree, others: Readonly<Record<string, Tree | null | undefined>>): void {
  const definition = tree.structure(updates);
  for (const [name, other] of Object.entries(others)) {
    if (other === null || other === undefined) continue;
    const own = tree.structure(other);
    if (!own.equals(definition)) {
      throw new InvalidArgumentError(name, own.toString(), `a tree like the updates, ${definition}`);
    }
  }
}

/** The parameters, of which a transformation has need. */
export function needParams(params: Tree | null | undefined, who: string): Tree {
  if (params === null || params === undefined) {
    throw new InvalidArgumentError("params", params, `given: ${who} needs the parameters`);
  }
  return params;
}

/** Zeros of the shapes and types of a tree, which is consumed. */
export function zerosLike<Like extends Tree>(like: Like): Like {
  return mapTree((leaf) => np.zerosLike(leaf), like);
}

/** The count of a state before the first step. Its type is fixed, or the second step would be traced anew. */
export function firstCount(): np.Array {
  return np.array(0, { dtype: np.int32 });
}

/** One more, but never so many that the count would turn negative. Consumes. */
export function nextCount(count: np.Array): np.Array {
  return np.minimum(count, LAST_COUNT - 1).add(1);
}

/** Frees a tree that may be missing. */
export function free(unused: Tree | null | undefined): void {
  if (unused !== null && unused !== undefined) tree.dispose(unused);
}

/** Another reference to a tree that may be missing. */
export function share<Shared extends Tree | null | undefined>(shared: Shared): Shared {
  return shared === null || shared === undefined ? shared : (tree.ref(shared as Tree) as Shared);
}
