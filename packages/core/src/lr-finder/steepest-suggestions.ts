/** The steepest descent as computed by pytorch-lr-finder, ignite and Lightning. */
import type { CurvePoint, Section } from "./points.js";
import { gradientOver, indexGradient, lowestIndex } from "./slopes.js";
import { neverFalls, type Suggestion, tooFewPoints } from "./suggestion.js";

/** pytorch-lr-finder: the lowest slope from step to step. */
export function steepestByIndex({ points, losses, round }: Section): Suggestion {
  if (points.length < 2) return tooFewPoints(points.length, 2);
  return suggest(points[lowestIndex(indexGradient(losses, round))]);
}

/** ignite: the same between the first point and the lowest loss, both excluded. */
export function steepestBeforeMinimum({ points, losses, round }: Section): Suggestion {
  if (points.length < 3) return tooFewPoints(points.length, 3);
  const falling = losses.slice(0, lowestIndex(losses) + 1);
  if (falling.length < 3) return neverFalls();
  return suggest(points[lowestIndex(indexGradient(falling, round).slice(1, -1)) + 1]);
}

/** Lightning: the lowest slope over the rates themselves, which favors the start of an exponential range. */
export function steepestByRate({ points, rates, losses, round }: Section): Suggestion {
  if (points.length < 2) return tooFewPoints(points.length, 2);
  return suggest(points[lowestIndex(gradientOver(rates, losses, round))]);
}

function suggest(point: CurvePoint | undefined): Suggestion {
  if (point === undefined) return tooFewPoints(0, 1);
  const { rate, loss, index } = point;
  return { rate, point: { rate, loss }, index };
}
