/** Intervals of the values of resampled laws. */
import { InvalidArgumentError } from "@anneal/core";
import { list } from "@anneal/core/arguments";
import type { ScheduleLike } from "../input/rates.js";
import type { FittedLaw } from "../laws/law.js";
import { readLaw } from "../laws/read-law.js";

/** The interval of nine in ten resampled fits. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The interval between the 5th and the 95th percentile. */
export function intervalOf(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  return { low: at(0.05), high: at(0.95) };
}

/**
 * The interval of the predicted loss at each step, for plots. It does not include the error of the law itself.
 *
 * @param resampled The resampled laws of a fit, at least one.
 * @param schedule As for `law.loss`.
 * @param steps As for `law.loss`.
 * @throws InvalidArgumentError
 */
export function lossIntervals(
  resampled: readonly FittedLaw[],
  schedule: ScheduleLike,
  steps: ArrayLike<number>,
): readonly Interval[] {
  const laws = list("resampled", resampled, "laws").map((each, i) => readLaw(`resampled[${i}]`, each));
  if (laws.length === 0) throw new InvalidArgumentError("resampled", laws, "at least one law");
  const losses = laws.map((law) => law.loss(schedule, steps));
  return Array.from(steps, (_, i) => intervalOf(losses.map((all) => all[i] as number)));
}
