/** Reasons to distrust a suggestion, found in the shape of its curve. */
import { logarithm } from "../math/logarithm.js";
import type { Suggestion } from "./suggestion.js";

/**
 * - `"never-rises"`: the loss does not rise again by the last rate, so the range ends before training becomes unstable.
 * - `"flat"`: the loss hardly changes around the suggestion.
 */
export type RangeTestWarningCode = "flat" | "never-rises";

export interface RangeTestWarning {
  readonly code: RangeTestWarningCode;
  /** The reason in words, with advice. */
  readonly message: string;
}

/** A rise by this share of the total fall shows that the loss has turned. */
const RISE = 0.1;
/** The share of the range, on both sides, over which slopes are averaged to even out noise. */
const REACH = 0.05;
/** A slope below this share of the average downward slope is flat. */
const FLAT = 0.1;
/** A fall by less than this share of the loss, without a rise that ends the test, may be noise. */
const LEAST_FALL = 0.01;

export function warningsOf(
  rates: readonly number[],
  smoothed: readonly number[],
  suggestion: Suggestion,
  endedEarly: boolean,
): readonly RangeTestWarning[] {
  const points = smoothed
    .map((loss, i) => ({ at: logarithm(rates[i] ?? Number.NaN), loss }))
    .filter(({ at, loss }) => Number.isFinite(at) && Number.isFinite(loss));
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first === last) return [];
  const lowest = points.reduce((least, point) => (point.loss < least.loss ? point : least));
  const top = points
    .slice(0, points.indexOf(lowest) + 1)
    .reduce((most, { loss }) => Math.max(most, loss), Number.NEGATIVE_INFINITY);
  const fall = top - lowest.loss;
  const warnings: RangeTestWarning[] = [];
  if (!endedEarly && last.loss - lowest.loss <= RISE * fall) {
    const message = `The loss does not rise again up to the last rate, ${rates.at(-1)}: a larger rate may be better. Raise end.`;
    warnings.push({ code: "never-rises", message });
  }
  if (suggestion.rate === null || !(fall > 0)) return warnings;
  if (!endedEarly && fall < LEAST_FALL * Math.abs(top)) {
    const message = `The loss changes by less than ${100 * LEAST_FALL} % over all rates: a suggestion from it may be noise. Choose another range, or more steps.`;
    return [...warnings, { code: "flat", message }];
  }
  const at = logarithm(suggestion.point.rate);
  const reach = REACH * (last.at - first.at);
  const near = points.filter((point) => Math.abs(point.at - at) <= reach);
  const [left, right] = [near[0], near.at(-1)];
  if (left === undefined || right === undefined || left === right) return warnings;
  const slope = (left.loss - right.loss) / (right.at - left.at);
  // The curve is always flat at its minimum.
  const isLowest = suggestion.point.loss - lowest.loss <= RISE * fall;
  if (!isLowest && slope < FLAT * (fall / (last.at - first.at))) {
    const message = `The loss is flat around the suggested rate, ${suggestion.rate}: check the curve, and choose another method or range.`;
    warnings.push({ code: "flat", message });
  }
  return warnings;
}
