/** Labels for the leaves of a tree, as a tree in which one label may stand for a whole subtree. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { isArray, isRecord } from "@anneal/core/arguments";
import { tree } from "@jax-js/jax";
import type { Tree } from "./types.js";

/** A tree of labels shaped like the parameters, or cut off where one label applies to a whole part. */
export type LabelTree<Label> =
  | Label
  | readonly LabelTree<Label>[]
  | { readonly [key: string]: LabelTree<Label> };

/** Labels, or a function of the parameters that returns them; it only reads their shapes and consumes nothing. */
export type Labels<Label, Params extends Tree = Tree> = LabelTree<Label> | LabelFunction<Label, Params>;

/** A method's type, so that a function of a narrower type of parameters is accepted. */
type LabelFunction<Label, Params extends Tree> = { label(params: Params): LabelTree<Label> }["label"];

/** The selected leaves. */
export type Mask<Params extends Tree = Tree> = Labels<boolean, Params>;

/** What labels are: names, or truths. */
type Kind<Label> = Label extends boolean ? "boolean" : "string";

/** Rejects values that can't be labels, whatever the parameters are. */
export function readLabels<Label extends string | boolean>(
  argument: string,
  kind: Kind<Label>,
  labels: unknown,
): Labels<Label> {
  if (typeof labels !== kind && typeof labels !== "function" && !isArray(labels) && !isRecord(labels)) {
    throw new InvalidArgumentError(
      argument,
      labels,
      `a ${kind}, a tree of them, or a function that gives it`,
    );
  }
  return labels as Labels<Label>;
}

/** The label of each leaf, in the order of the leaves. */
export function labelsOf<Label extends string | boolean>(
  argument: string,
  kind: Kind<Label>,
  labels: Labels<Label>,
  params: Tree,
): readonly Label[] {
  const given = typeof labels === "function" ? labels(params) : labels;

  const spread = (path: string, labels: unknown, params: Tree): readonly Label[] => {
    if (typeof labels === kind) return tree.leaves(params).map(() => labels as Label);
    if (isArray(params)) {
      if (!isArray(labels) || labels.length !== params.length) {
        throw new InvalidArgumentError(path, labels, `a label, or a list of ${params.length}`);
      }
      return params.flatMap((each, i) => spread(`${path}[${i}]`, labels[i], each as Tree));
    }
    if (!isPlain(params) || !isRecord(labels) || Object.keys(labels).length !== Object.keys(params).length) {
      throw new InvalidArgumentError(
        path,
        labels,
        `labels shaped like the parameters ${describe(shapeOf(params))}`,
      );
    }
    return Object.entries(params).flatMap(([key, each]) => {
      if (!Object.hasOwn(labels, key)) throw new InvalidArgumentError(`${path}.${key}`, undefined, "a label");
      return spread(`${path}.${key}`, labels[key], each);
    });
  };
  return spread(argument, given, params);
}

function isPlain(params: Tree): params is { [key: string]: Tree } {
  return isRecord(params) && params.constructor === Object;
}

function shapeOf(params: Tree): unknown {
  return isPlain(params) ? Object.keys(params) : "of one array";
}
