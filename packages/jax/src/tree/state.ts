/** Fields found in states by their names, however deep they are. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord, text } from "@anneal/core/arguments";
import { free, refuseUnreadable, share } from "../transforms/trees.js";
import type { Tree } from "../transforms/types.js";

/** The keys and places that lead to a field. */
export type Path = readonly (string | number)[];

/** Selects one of several fields. The value is borrowed. */
export type Filtering = (path: Path, value: Tree) => boolean;

/** Every field of this name, with its path, the outer ones first. Borrows the tree; each value is a new reference. */
export function getAllWithPath(given: Tree, key: string, filtering?: Filtering): [Path, Tree][] {
  refuseUnreadable("tree", given);
  return found(given, text("key", key), filtering).map(([path, value]) => [path, share(value)]);
}

/**
 * The only field of this name; `otherwise`, by default null, if there is none. Borrows the tree; the value is a new
 * reference that you dispose of: `tree.get(state, "learningRate")`.
 * @throws InvalidArgumentError where there are several
 */
export function get(
  given: Tree,
  key: string,
  otherwise: Tree | null = null,
  filtering?: Filtering,
): Tree | null {
  refuseUnreadable("tree", given);
  const all = found(given, text("key", key), filtering);
  if (all.length > 1) {
    const paths = all.map(([path]) => path.join("."));
    throw new InvalidArgumentError("key", key, `one of a single field; there are ${paths.join(", ")}`);
  }
  return all[0] === undefined ? otherwise : share(all[0][1]);
}

/**
 * The tree with other values in all fields of these names. Consumes the tree and the values.
 * @throws InvalidArgumentError where there is no such field
 */
export function set<Given extends Tree>(
  given: Given,
  values: Readonly<Record<string, Tree>>,
  filtering?: Filtering,
): Given {
  refuseUnreadable("tree", given);
  if (!isRecord(values)) throw new InvalidArgumentError("values", values, "an object with values by name");
  for (const key of Object.keys(values)) {
    if (found(given, key, filtering).length === 0) {
      throw new InvalidArgumentError("values", key, "the name of a field");
    }
  }
  const replaced = (node: Tree, path: Path): Tree => {
    if (isArray(node)) return node.map((each, i) => replaced(each as Tree, [...path, i]));
    if (!isNode(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => {
        const own = [...path, key];
        if (!Object.hasOwn(values, key) || filtering?.(own, value) === false)
          return [key, replaced(value, own)];
        free(value);
        return [key, share(values[key] as Tree)];
      }),
    );
  };
  const result = replaced(given, []) as Given;
  for (const value of Object.values(values)) free(value);
  return result;
}

function found(node: Tree, key: string, filtering?: Filtering, path: Path = []): [Path, Tree][] {
  if (isArray(node)) {
    return node.flatMap((each, i) => found(each as Tree, key, filtering, [...path, i]));
  }
  if (!isNode(node)) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    const own = [...path, name];
    const isMeant = name === key && (filtering?.(own, value) ?? true);
    const inner = found(value, key, filtering, own);
    return isMeant ? [[own, value] as [Path, Tree], ...inner] : inner;
  });
}

function isNode(value: Tree): value is { [key: string]: Tree } {
  return isRecord(value) && value.constructor === Object;
}
