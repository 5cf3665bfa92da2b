/** fastai's four methods to pick a rate, on a logarithmic axis of rates. */
import { logarithm } from "../math/logarithm.js";
import type { Section } from "./points.js";
import { differences, indexGradient, longestDescent, lowestIndex } from "./slopes.js";
import { type Suggestion, tooFewPoints } from "./suggestion.js";

/** The options of the interval slide rule. */
export interface SlideRule {
  /** The distance between the two ends of the interval, in points. */
  readonly distance: number;
  /** The largest difference of the slopes at the two ends, in loss per step, at which the interval slides on. */
  readonly threshold: number;
  /** The factor on the found rate. */
  readonly factor: number;
}

/** fastai's defaults. */
export const SLIDE_RULE: SlideRule = { distance: 15, threshold: 0.005, factor: 1 };

/** A point in the middle of the longest descent, counted from where it would begin without gaps. */
export function valley({ points, rates, losses }: Section): Suggestion {
  if (points.length === 0) return tooFewPoints(0, 1);
  const { end, length } = longestDescent(losses);
  // A single point is not a descent. Otherwise the start is one before the first point, even at index -1.
  const start = length === 1 ? 0 : end - length;
  const third = (end - start) / 3;
  const place = start + Math.floor(third) + Math.floor(third / 2);
  // Negative indices count from the end, as in Python lists.
  return suggestAt({ points, rates, losses }, place < 0 ? points.length + place : place, 1);
}

/** The steepest descent toward the next point, over the logarithms of the rates. */
export function steepest({ points, rates, losses, round }: Section): Suggestion {
  if (points.length < 2) return tooFewPoints(points.length, 2);
  const runs = differences(
    rates.map((rate) => round(logarithm(rate))),
    round,
  );
  const slopes = differences(losses, round).map((rise, i) => round(rise / (runs[i] ?? Number.NaN)));
  return suggestAt({ points, rates, losses }, lowestIndex(slopes), 1);
}

/** A tenth of the rate with the lowest loss, where training has nearly diverged. */
export function minimum({ points, rates, losses }: Section): Suggestion {
  if (points.length === 0) return tooFewPoints(0, 1);
  return suggestAt({ points, rates, losses }, lowestIndex(losses), 10);
}

/** An interval of `distance` points slides from the end toward the start while the slopes at its ends differ. */
export function slide({ points, rates, losses, round }: Section, rule: SlideRule): Suggestion {
  const needed = Math.max(2, rule.distance + 1);
  if (points.length < needed) return tooFewPoints(points.length, needed);
  const slopes = indexGradient(losses, round);
  const threshold = round(rule.threshold);
  const slope = (index: number) => slopes[index] ?? Number.NaN;
  let right = points.length - 1;
  let left = right - rule.distance;
  let found = left;
  while (left >= 0 && round(Math.abs(round(slope(right) - slope(left)))) > threshold) {
    found = left;
    right -= 1;
    left -= 1;
  }
  const rate = (rates[found] ?? Number.NaN) * rule.factor;
  const index = points[found]?.index ?? 0;
  return { rate, point: { rate, loss: lossAt({ rates, losses, round }, rate) }, index };
}

/** The loss at a rate, interpolated linearly over the logarithms of the neighboring rates. */
function lossAt({ rates, losses, round }: Omit<Section, "points">, rate: number): number {
  const above = rates.findIndex((each) => each > rate);
  const loss = (index: number) => losses[index] ?? Number.NaN;
  if (above < 0) return loss(losses.length - 1);
  if (above === 0) return loss(0);
  const place = (index: number) => round(logarithm(rates[index] ?? Number.NaN) * Math.LOG10E);
  const share = (logarithm(rate) * Math.LOG10E - place(above - 1)) / (place(above) - place(above - 1));
  return loss(above - 1) + share * (loss(above) - loss(above - 1));
}

function suggestAt(
  { points, rates, losses }: Omit<Section, "round">,
  place: number,
  divisor: number,
): Suggestion {
  const rate = rates[place] ?? Number.NaN;
  return {
    rate: rate / divisor,
    point: { rate, loss: losses[place] ?? Number.NaN },
    index: points[place]?.index ?? 0,
  };
}
