/** Different transformations for different parameters. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import { type numpy as np, tree } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { identity } from "./combine.js";
import { type Labels, labelsOf, type Mask, readLabels } from "./label-trees.js";
import { flatten, free, needAlike, needState } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/**
 * Each parameter's update by the transformation of its label. State: one of each, for a tree with its own arrays and an
 * empty list in the place of every other.
 * @param transformations By label.
 * @param labels Labels shaped like the parameters, or cut off where one applies to everything below; or a function that
 * returns them.
 */
export function partition(
  transformations: Readonly<Record<string, GradientTransformation>>,
  labels: Labels<string>,
): GradientTransformation {
  if (!isRecord(transformations)) {
    throw new InvalidArgumentError(
      "transformations",
      transformations,
      "an object of gradient transformations",
    );
  }
  const byLabel = Object.entries(transformations).map(
    ([label, each]) => [label, readTransformation(`transformations.${label}`, each)] as const,
  );
  const read = readLabels<string>("labels", "string", labels);
  return split(new Map(byLabel), (params) => labelsOf<string>("labels", "string", read, params));
}

/** `partition` under Optax's older name. */
export const multiTransform = partition;

/**
 * The updates where `mask` is true by `inner`, the others as they are.
 * @param mask Booleans shaped like the parameters, or cut off where one applies to everything below; or a function that
 * returns them.
 */
export function masked(inner: GradientTransformation, mask: Mask): GradientTransformation {
  const read = readLabels<boolean>("mask", "boolean", mask);
  const byLabel = new Map([
    ["inner", readTransformation("inner", inner)],
    ["outer", identity() as GradientTransformation],
  ]);
  return split(byLabel, (params) =>
    labelsOf<boolean>("mask", "boolean", read, params).map((isMeant) => (isMeant ? "inner" : "outer")),
  );
}

/** Each update by the transformation of its label, of which `labelsFor` gives one for each array. */
export function split(
  transformations: ReadonlyMap<string, GradientTransformation>,
  labelsFor: (params: Tree) => readonly string[],
): GradientTransformation {
  const labelled = (params: Tree) => {
    const labels = labelsFor(params);
    for (const label of labels) {
      if (!transformations.has(label)) {
        throw new InvalidArgumentError("labels", label, `one of ${[...transformations.keys()].join(", ")}`);
      }
    }
    return labels;
  };
  /** An empty list is a tree without leaves: masks and labels within fit it as they fit the whole. */
  const part = (whole: Tree, labels: readonly string[], label: string): Tree => {
    const [leaves, definition] = tree.flatten<np.Array>(whole);
    return tree.unflatten(
      definition,
      leaves.map((leaf, i) => (labels[i] === label ? leaf : [])),
    ) as Tree;
  };

  return checked({
    init(params) {
      flatten("params", params as Tree);
      const labels = labelled(params as Tree);
      const states = initEach(
        [...transformations].map(([label, each]) => [each, part(params as Tree, labels, label)]),
      );
      free(params as Tree);
      return Object.fromEntries([...transformations.keys()].map((label, i) => [label, states[i] as Tree]));
    },
    update(updates, state, params, extra) {
      const labels = labelled(updates as Tree);
      const changed: np.Array[] = [];
      const next: Record<string, Tree> = {};
      for (const [label, each] of transformations) {
        const [own, after] = each.update(
          part(updates as Tree, labels, label),
          (state as Record<string, Tree>)[label] as Tree,
          params && part(params, labels, label),
          extra,
        );
        next[label] = after;
        const ownChanged = tree.leaves<np.Array>(own).values();
        for (const [i, given] of labels.entries()) {
          if (given === label) changed[i] = ownChanged.next().value as np.Array;
        }
      }
      return [tree.unflatten(tree.structure(updates), changed) as typeof updates, next];
    },
    check(updates, state, params, extra) {
      needAlike("updates", updates, { params });
      const labels = labelled(updates);
      needState(state, [], [...transformations.keys()]);
      for (const [label, each] of transformations) {
        each.check?.(
          part(updates, labels, label),
          (state as Record<string, Tree>)[label] as Tree,
          params && part(params, labels, label),
          extra,
        );
      }
    },
  });
}
