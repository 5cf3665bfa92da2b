/** Conditions for skipping gradients. */
import { InvalidArgumentError } from "@anneal/core";
import { isArray, positiveNumber } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { isJaxArray } from "../trace/is-array.js";
import { globalNorm } from "./clip.js";
import { notFinite } from "./float-bits.js";
import { flatten, free } from "./trees.js";
import type { Tree } from "./types.js";

/**
 * Whether to skip updates, as a scalar of type bool, and a tree of arrays with details. Consumes its arguments: the
 * updates, the count of updates made so far, and the parameters if there are any.
 */
export type ShouldSkipUpdate = (
  updates: Tree,
  gradientStep: np.Array,
  params?: Tree | null,
) => [np.Array, Tree];

/** Skips updates with any infinity or NaN. Reports `{ shouldSkip, numNotFinite }`. */
export const skipNotFinite: ShouldSkipUpdate = (updates, gradientStep, params) => {
  for (const unused of [gradientStep, params]) free(unused);
  const { leaves } = flatten("updates", updates);
  const numNotFinite = leaves
    .map((leaf) => notFinite(leaf).astype(np.int32).sum())
    .reduce((left, right) => left.add(right), np.array(0, { dtype: np.int32 }));
  const shouldSkip = numNotFinite.ref.greater(0);
  return [shouldSkip.ref, { shouldSkip, numNotFinite }];
};

/** Skips updates whose squares sum up to `maxSquaredNorm` or more, or to NaN. Reports `{ shouldSkip, normSquared }`. */
export function skipLargeUpdates(maxSquaredNorm: number): ShouldSkipUpdate {
  const most = positiveNumber("maxSquaredNorm", maxSquaredNorm);
  return (updates, gradientStep, params) => {
    for (const unused of [gradientStep, params]) free(unused);
    const normSquared = np.square(globalNorm(updates));
    const shouldSkip = np.logicalOr(notFinite(normSquared.ref), normSquared.ref.greaterEqual(most));
    return [shouldSkip.ref, { shouldSkip, normSquared }];
  };
}

/** Checks that a function returns one boolean for all updates, and a tree. */
export function readShouldSkip(argument: string, value: unknown): ShouldSkipUpdate {
  if (typeof value !== "function") {
    throw new InvalidArgumentError(argument, value, "a function such as skipNotFinite");
  }
  return (...given) => {
    const answer: unknown = (value as ShouldSkipUpdate)(...given);
    const [skips, told] = isArray(answer) ? answer : [];
    if (!isJaxArray(skips) || skips.dtype !== np.bool || skips.ndim > 0) {
      throw new InvalidArgumentError(
        `${argument}()`,
        answer,
        "a list of a jax-js array of one bool, and a tree",
      );
    }
    flatten(`${argument}()[1]`, told as Tree);
    return [skips, told as Tree];
  };
}
