/** Clipping: by value, by the norm of all updates together, by that of each, and relative to the parameters. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isArray, wholeNumber } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { stateless } from "./combine.js";
import { asFloat } from "./dtypes.js";
import { currentValue, type Hyperparameter, readAddend, readPositive } from "./hyperparameters.js";
import { perParameter, perUpdate } from "./per-parameter.js";
import { computedOnce, times } from "./scalars.js";
import { flatten, free, mapTree } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

/** Updates between `-maxDelta` and `maxDelta`. */
export function clip(maxDelta: Hyperparameter): GradientTransformation<[]> {
  const most = readPositive("maxDelta", maxDelta);
  return perUpdate({
    scalars: (step) => ({ most: step.value(most), least: step.value(most).negated() }),
    update: (update, { most, least }) => update.clip(least, most),
  });
}

/** Each parameter's update, scaled down so that its root mean square is at most `threshold`. */
export function clipByBlockRms(threshold: Hyperparameter): GradientTransformation<[]> {
  const most = readPositive("threshold", threshold);
  return perUpdate({
    scalars: (step) => ({ most: step.value(most) }),
    update: (update, { most }) => update.over(update.rootMeanSquare().over(most).max(1).once()),
  });
}

/**
 * Updates scaled down to the norm `maxNorm` where all of them together have a larger one.
 * Pascanu et al. 2012, https://arxiv.org/abs/1211.5063.
 */
export function clipByGlobalNorm(maxNorm: Hyperparameter): GradientTransformation<[]> {
  const most = readPositive("maxNorm", maxNorm);
  return stateless((updates, params) => {
    free(params);
    const norm = globalNorm(tree.ref(updates as Tree));
    // Not only the quotient: it is NaN for a norm of 0, and rounded if nothing is clipped.
    const limit = currentValue(most, norm);
    const isSmall = norm.ref.less(currentValue(most, norm));
    const factor = computedOnce(np.where(isSmall, 1, np.reciprocal(norm).mul(limit)));
    const clipped = mapTree((update) => times(asFloat(update), factor), updates);
    factor.dispose();
    return clipped;
  });
}

export interface AdaptiveGradClipOptions {
  /** The smallest norm of a parameter in the ratio. Default 1e-3. */
  readonly eps?: Hyperparameter;
  /** The axes over which norms are taken. Default: all except the last one, for 2 to 5 axes. */
  readonly axis?: number | readonly number[] | null;
}

/**
 * Updates scaled down to `clipping` times the norm of their unit's parameters: of a column of a matrix, of an output
 * channel of a convolution. Brock et al. 2021, https://arxiv.org/abs/2102.06171.
 */
export function adaptiveGradClip(
  clipping: Hyperparameter,
  options: AdaptiveGradClipOptions = {},
): GradientTransformation<[]> {
  const share = readPositive("clipping", clipping);
  const fields = new Fields("adaptiveGradClip", "options", options, ["eps", "axis"]);
  const eps = fields.read("eps", readAddend, 1e-3);
  const axis = fields.readOrNull("axis", readAxes);
  return perParameter({
    needsParams: "adaptiveGradClip",
    needShape: (shape) => axis ?? unitAxes(shape),
    scalars: (step) => ({ share: step.value(share), eps: step.value(eps) }),
    leaf: ({ gradient, param }, { share, eps }) => {
      const axes = axis ?? unitAxes(gradient.array.shape);
      const norm = gradient.sumOfSquares(axes, true).root();
      const most = param.sumOfSquares(axes, true).root().max(eps).times(share);
      const factor = norm.less(most).choose(1, most.over(norm.max(LEAST_DIVISOR)));
      return { update: gradient.times(factor) };
    },
  });
}

/** So that no update is divided by 0. */
const LEAST_DIVISOR = 1e-6;

function readAxes(argument: string, value: unknown): number[] {
  const axes = isArray(value) ? value : [value];
  return axes.map((axis) => wholeNumber(argument, axis));
}

/** All axes of a vector, also of one with axes of length 1; the inputs of a matrix; all but the outputs of a convolution. */
function unitAxes(shape: readonly number[]): number[] | null {
  if (shape.filter((length) => length !== 1).length <= 1) return null;
  if (shape.length <= 3) return [0];
  if (shape.length <= 5) return shape.slice(1).map((_, i) => i);
  throw new InvalidArgumentError(
    "updates",
    `[${shape}]`,
    "of at most 5 axes, unless options.axis names some",
  );
}

/** The root of the sum of all squares in a tree, which is consumed. */
export function globalNorm(updates: Tree): np.Array {
  const { leaves } = flatten("updates", updates);
  const squares = leaves.map((leaf) => {
    // The square of a float16 above 255 would be infinite, and that of an integer overflow.
    const wide = leaf.dtype === np.float64 ? leaf : leaf.astype(np.float32);
    return np.square(wide).sum();
  });
  const sum = squares.reduce((left, right) => left.add(right), np.array(0, { dtype: np.float32 }));
  return np.sqrt(sum);
}
