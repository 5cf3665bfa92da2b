/** A mean of squares, stored as the means of rows and columns, as in Adafactor. */
import { Fields, flag, numberAtLeast, wholeNumber } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { blend } from "../formulas.js";
import { type Hyperparameter, readPositive } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { GradientTransformation, Tree } from "../types.js";

export interface ScaleByFactoredRmsOptions {
  /** Whether arrays of two or more axes are factored. Default true. */
  readonly factored?: boolean;
  /** The exponent of the decay `1 - t^-decayRate`. Default 0.8. */
  readonly decayRate?: number;
  /** The number of steps subtracted from the count in the decay. Default 0. */
  readonly stepOffset?: number;
  /** The smallest length of the second longest axis of an array that is factored. Default 128. */
  readonly minDimSizeToFactor?: number;
  /** Added to the squares. Default 1e-30. */
  readonly epsilon?: Hyperparameter;
}

export type FactoredState = { count: np.Array; vRow: Tree; vCol: Tree; v: Tree };

const NAMES = ["factored", "decayRate", "stepOffset", "minDimSizeToFactor", "epsilon"] as const;

/** A placeholder for values that are not stored. */
const NOTHING = [1] as const;

/**
 * Gradients divided by the root of a mean of squares. For large arrays, only the means over their two longest axes are stored.
 * State: `{ count, vRow, vCol, v }`. Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235.
 */
export function scaleByFactoredRms(
  options: ScaleByFactoredRmsOptions = {},
): GradientTransformation<FactoredState> {
  const fields = new Fields("scaleByFactoredRms", "options", options, NAMES);
  const factored = fields.read("factored", flag, true);
  const decayRate = fields.read("decayRate", (argument, value) => numberAtLeast(argument, value, 0), 0.8);
  const stepOffset = fields.read("stepOffset", wholeNumber, 0);
  const least = fields.read("minDimSizeToFactor", (argument, value) => wholeNumber(argument, value), 128);
  const epsilon = fields.read("epsilon", readPositive, 1e-30);
  const axesOf = (shape: readonly number[]) => (factored ? longestAxes(shape, least) : null);
  const without = (shape: readonly number[], which: 0 | 1) => {
    const axes = axesOf(shape);
    return axes === null ? NOTHING : shape.filter((_, axis) => axis !== axes[which]);
  };

  return perParameter({
    needsParams: "scaleByFactoredRms",
    counter: "count",
    slots: {
      vRow: { shape: (shape) => without(shape, 0) },
      vCol: { shape: (shape) => without(shape, 1) },
      v: { shape: (shape) => (axesOf(shape) === null ? shape : NOTHING) },
    },
    scalars: (step) => ({
      decay: step.after.minus(stepOffset).power(-decayRate).complement().once(),
      epsilon: step.value(epsilon),
    }),
    leaf: ({ gradient, vRow, vCol, v }, { decay, epsilon }) => {
      const square = gradient.squared().plus(epsilon);
      const axes = axesOf(gradient.array.shape);
      if (axes === null) {
        const mean = blend(decay, v, square);
        return { update: gradient.over(mean.root()), vRow, vCol, v: mean };
      }
      const [longest, second] = axes;
      const rows = blend(decay, vRow, square.mean(longest));
      const columns = blend(decay, vCol, square.mean(second));
      const secondInRows = second > longest ? second - 1 : second;
      const ofRows = rows.over(rows.mean(secondInRows, true)).root().inverse();
      const ofColumns = columns.root().inverse();
      const update = gradient.times(ofRows.expanded(longest)).times(ofColumns.expanded(second));
      return { update, vRow: rows, vCol: columns, v };
    },
  });
}

/** The longest and the second longest axis; null if they are too short. */
function longestAxes(shape: readonly number[], least: number): readonly [number, number] | null {
  const byLength = shape.map((_, axis) => axis).sort((a, b) => (shape[a] as number) - (shape[b] as number));
  const [longest, second] = [byLength.at(-1), byLength.at(-2)];
  if (longest === undefined || second === undefined || (shape[second] as number) < least) return null;
  return [longest, second];
}
