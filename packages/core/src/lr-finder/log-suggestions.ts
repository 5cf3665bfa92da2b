/** fastai's four ways to pick a rate, for a logarithmic axis of rates. */
import { logarithm } from "../math/logarithm.js";
import type { Section } from "./points.js";
import { differences, indexGradient, longestDescent, lowestIndex } from "./slopes.js";
import { type Suggestion, tooFewPoints } from "./suggestion.js";

/** What the interval slide rule is told. */
export interface SlideRule {
  /** How many points its two ends are apart. */
  readonly distance: number;
  /** The change of slope between them, in loss a step, up to which it goes on. */
  readonly threshold: number;
  /** The suggestion is the rate that was found times this. */
  readonly factor: number;
}

/** fastai's defaults. */
export const SLIDE_RULE: SlideRule = { distance: 15, threshold: 0.005, factor: 1 };

/** A point half-way through the longest descent, counted from where it would begin if it had no gaps. */
export function valley({ points, rates, losses }: Section): Suggestion {
  if (points.length === 0) return tooFewPoints(0, 1);
  const { end, length } = longestDescent(losses);
  // One point alone is no descent. Otherwise the start is one before the first point, even before the curve's first.
  const start = length === 1 ? 0 : end - length;
  const third = (end - start) / 3;
  const place = start + Math.floor(third) + Math.floor(third / 2);
  // A place before the first point counts from the last, as Python's lists do.
  return suggestAt({ points, rates, losses }, place < 0 ? points.length + place : place, 1);
}

/** Where the loss falls fastest towards the next point, for the distance of the logarithms. */
export function steepest({ points, rates, losses, round }: Section): Suggestion {
  if (points.length < 2) return tooFewPoints(points.length, 2);
  const runs = differences(
    rates.map((rate) => round(logarithm(rate))),
    round,
  );
  const slopes = differences(losses, round).map((rise, i) => round(rise / (runs[i] ?? Number.NaN)));
  return suggestAt({ points, rates, losses }, lowestIndex(slopes), 1);
}

/** A tenth of the rate at which the loss is lowest: by then it has nearly diverged. */
export function minimum({ points, rates, losses }: Section): Suggestion {
  if (points.length === 0) return tooFewPoints(0, 1);
  return suggestAt({ points, rates, losses }, lowestIndex(losses), 10);
}

/** An interval of `distance` points slides from the end towards the start while the slopes at its ends differ. */
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

/** The loss at a rate, by a straight line over the logarithms between the points around it. */
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
