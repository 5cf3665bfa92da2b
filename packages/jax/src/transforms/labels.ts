/** Different transformations for different parameters. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/internal";
import { type numpy as np, tree } from "@jax-js/jax";
import { identity } from "./combine.js";
import { type Labels, labelsOf, type Mask } from "./label-trees.js";
import { leavesLike } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/**
 * Each parameter's update by the transformation of its label. State: one of each, over the list of its arrays.
 * @param transformations By label.
 * @param labels Labels shaped like the parameters, or cut off where one is for all below; or a function that gives them.
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
  return split(new Map(Object.entries(transformations)), (params) => labelsOf("labels", labels, params));
}

/** `partition` under Optax's older name. */
export const multiTransform = partition;

/**
 * The updates where `mask` is true by `inner`, the others as they are.
 * @param mask Truths shaped like the parameters, or cut off where one is for all below; or a function that gives them.
 */
export function masked(inner: GradientTransformation, mask: Mask): GradientTransformation {
  const byLabel = new Map([
    ["inner", inner],
    ["outer", identity()],
  ]);
  return split(byLabel, (params) =>
    labelsOf<boolean>("mask", mask, params).map((isMeant) => (isMeant ? "inner" : "outer")),
  );
}

function split(
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
  const pick = <Item>(items: readonly Item[], labels: readonly string[], label: string) =>
    items.filter((_, i) => labels[i] === label);

  return {
    init(params) {
      const labels = labelled(params as Tree);
      const leaves = tree.leaves<np.Array>(params as Tree);
      const states = [...transformations].map(([label, each]) => [
        label,
        each.init(pick(leaves, labels, label)),
      ]);
      return Object.fromEntries(states);
    },
    update(updates, state, params, extra) {
      const [leaves, definition] = tree.flatten<np.Array>(updates as Tree);
      const labels = labelled(updates as Tree);
      const ownParams = params ? leavesLike(params, definition) : null;
      const changed: np.Array[] = [];
      const next: Record<string, Tree> = {};
      for (const [label, each] of transformations) {
        const [own, after] = each.update(
          pick(leaves, labels, label),
          (state as Record<string, Tree>)[label] as Tree,
          ownParams && pick(ownParams, labels, label),
          extra,
        );
        next[label] = after;
        const places = labels.flatMap((given, i) => (given === label ? [i] : []));
        for (const [i, place] of places.entries()) changed[place] = own[i] as np.Array;
      }
      return [tree.unflatten(definition, changed) as typeof updates, next];
    },
  };
}
