/** Constant and piecewise constant curves. */

import type { Observation } from "./observations.js";
import type { Interval } from "./rates.js";

export interface Level {
  readonly rate: Interval;
  /** The first and the last logged step. */
  readonly first: number;
  readonly last: number;
}

/** The ranges over which one rate reproduces all points; null if there are too many for a staircase. */
export function levelsOf(observations: readonly Observation[], most: number): readonly Level[] | null {
  const levels: { minimum: number; maximum: number; first: number; last: number; count: number }[] = [];
  for (const { step, low, high } of observations) {
    if (high < 0) return null;
    const level = levels.at(-1);
    const [minimum, maximum] = [Math.max(level?.minimum ?? 0, low), Math.min(level?.maximum ?? high, high)];
    if (level !== undefined && minimum <= maximum)
      Object.assign(level, { minimum, maximum, last: step, count: level.count + 1 });
    else levels.push({ minimum: Math.max(0, low), maximum: high, first: step, last: step, count: 1 });
    if (levels.length > most) return null;
  }
  // A curve that changes at every point is not a staircase.
  if (levels.length > 1 && levels.filter(({ count }) => count > 1).length < levels.length / 2) return null;
  return levels.map(({ minimum, maximum, first, last }) => ({ rate: { minimum, maximum }, first, last }));
}
