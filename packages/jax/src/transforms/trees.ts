/** Trees of arrays: maps that consume, checks, and the counters of states. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord, isRevoked, list } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { constantLike } from "../trace/constant-like.js";
import { isJaxArray } from "../trace/is-array.js";
import type { Tree } from "./types.js";

const LAST_COUNT = 2 ** 31 - 1;

/** A tree of the same shape; the arrays go to `change`, which consumes them. The others are known to be alike. */
export function mapTree<First extends Tree>(
  change: (...leaves: np.Array[]) => np.Array,
  first: First,
  ...rest: Tree[]
): First {
  const { leaves, definition } = flatten("tree", first);
  const others = rest.map((each) => tree.leaves<np.Array>(each));
  const changed = leaves.map((leaf, i) => change(leaf, ...others.map((each) => each[i] as np.Array)));
  return tree.unflatten(definition, changed) as First;
}

interface FlatTree {
  readonly leaves: readonly np.Array[];
  readonly definition: ReturnType<typeof tree.structure>;
}

/** The arrays of a tree that has only arrays. */
export function flatten(argument: string, given: Tree): FlatTree {
  refuseUnreadable(argument, given);
  const [leaves, definition] = tree.flatten<np.Array>(given);
  for (const leaf of leaves) needArray(argument, leaf, "a tree of jax-js arrays");
  return { leaves, definition };
}

/** The most levels of a tree. */
const DEEPEST = 256;

/** Refuses what can't be walked through: holes, what contains itself, a proxy that was revoked. */
export function refuseUnreadable(argument: string, given: unknown, depth = 0): void {
  if (depth > DEEPEST) {
    throw new InvalidArgumentError(argument, given, `nested at most ${DEEPEST} deep, and not in itself`);
  }
  if (isArray(given)) {
    for (const item of list(argument, given, "jax-js arrays")) refuseUnreadable(argument, item, depth + 1);
  } else if (isRevoked(given)) {
    throw new InvalidArgumentError(argument, given, "a tree of jax-js arrays");
  } else if (isRecord(given) && Object.getPrototypeOf(given) === Object.prototype) {
    for (const item of Object.values(given)) refuseUnreadable(argument, item, depth + 1);
  }
}

/**
 * Rejects values that are not arrays, and freed arrays.
 * @throws UseAfterFreeError of jax-js
 */
export function needArray(argument: string, value: unknown, expected: string): void {
  if (!isJaxArray(value)) throw new InvalidArgumentError(argument, value, expected);
  value.ref.dispose();
}

/** Rejects values that are not an array with one number. */
export function needScalar(argument: string, value: unknown): void {
  const expected = "a jax-js array of one number, without a shape";
  needArray(argument, value, expected);
  const { shape } = value as np.Array;
  if (shape.length > 0)
    throw new InvalidArgumentError(argument, `an array of the shape [${shape}]`, expected);
}

/**
 * Rejects trees that differ from the first one in structure, including the order of keys, or in shapes: another shape
 * would be broadcast, and a state would grow. Those that are missing pass.
 * @param shapeLike The expected shape for a shape of the first tree. Default: the same.
 */
export function needAlike(
  argument: string,
  first: Tree,
  others: Readonly<Record<string, Tree | null | undefined>>,
  shapeLike: (shape: readonly number[]) => readonly number[] = (shape) => shape,
): void {
  const { leaves, definition } = flatten(argument, first);
  for (const [name, other] of Object.entries(others)) {
    if (other === null || other === undefined) continue;
    const own = flatten(name, other);
    if (!own.definition.equals(definition)) {
      throw new InvalidArgumentError(name, `${own.definition}`, `a tree like ${argument}, ${definition}`);
    }
    for (const [i, leaf] of own.leaves.entries()) {
      const needed = `[${shapeLike((leaves[i] as np.Array).shape)}]`;
      const shape = `[${leaf.shape}]`;
      if (shape !== needed) {
        const place = `${name}, array ${i + 1} of ${own.leaves.length}`;
        throw new InvalidArgumentError(place, shape, `of the shape ${needed}, as in ${argument}`);
      }
    }
  }
}

/** Refuses a state that some other transformation made, by its fields; the scalars among them hold one number each. */
export function needState(state: unknown, scalars: readonly string[], others: readonly string[] = []): void {
  const names = [...scalars, ...others];
  if (!isRecord(state) || names.some((name) => state[name] === undefined || state[name] === null)) {
    const shown = isRecord(state) ? Object.keys(state) : state;
    throw new InvalidArgumentError("state", shown, `what init made, { ${names.join(", ")} }`);
  }
  for (const name of scalars) needScalar(`state.${name}`, state[name]);
}

/** The parameters, of which a transformation has need. */
export function needParams(params: Tree | null | undefined, who: string): Tree {
  if (params === null || params === undefined) {
    throw new InvalidArgumentError("params", params, `given: ${who} needs the parameters`);
  }
  return params;
}

/** Zeros of the shapes of a tree, which is consumed, and of its types unless one is given. */
export function zerosLike<Like extends Tree>(like: Like, dtype: np.DType | null = null): Like {
  // A type that is named is not a weak one, which the first step would change.
  return mapTree((leaf) => np.zerosLike(leaf, { dtype: dtype ?? leaf.dtype }), like);
}

/** The count of a state before the first step. Its type is fixed, or the second step would be traced anew. */
export function firstCount(): np.Array {
  return np.array(0, { dtype: np.int32 });
}

/** One more, but never so many that the count would turn negative. Consumes. */
export function nextCount(count: np.Array): np.Array {
  return np.minimum(count, constantLike(LAST_COUNT - 1, count)).add(1);
}

/** Frees a tree that may be missing. */
export function free(unused: Tree | null | undefined): void {
  if (unused === null || unused === undefined) return;
  refuseUnreadable("tree", unused);
  tree.dispose(unused);
}

/** Another reference to a tree that may be missing. */
export function share<Shared extends Tree | null | undefined>(shared: Shared): Shared {
  if (shared === null || shared === undefined) return shared;
  refuseUnreadable("tree", shared);
  return tree.ref(shared as Tree) as Shared;
}
