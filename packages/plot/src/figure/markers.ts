/** Markers that say the same are one group, and a group of too many is only counted. */

import type { Curve } from "../input/items.js";
import type { PlotMarker } from "../input/options.js";
import type { Range } from "../input/range.js";
import { formatStep } from "../text/numbers.js";
import { landmarks, MOST_RESTARTS } from "../tree/landmarks.js";

/** What is marked at one or more steps. */
export interface MarkerGroup {
  readonly label: string;
  /** The steps that are marked, in ascending order. */
  readonly steps: readonly number[];
  /** How many there are in all; with more than are shown, only the first is. */
  readonly total: number;
}

/** The most steps that one group marks. */
const MOST_STEPS = 24;

/** The markers in the range, in the order in which they happen first: those that were given, or those of the schedules. */
export function groupMarkers(
  given: readonly PlotMarker[] | null,
  curves: readonly Curve[],
  { from, to }: Range,
): readonly MarkerGroup[] {
  const markers =
    given ?? curves.flatMap((curve) => ("schedule" in curve ? landmarks(curve.schedule.node, from, to) : []));
  const stepsOf = new Map<string, Set<number>>();
  for (const { step, label } of markers) {
    if (step < from || step > to) continue;
    const steps = stepsOf.get(label) ?? new Set();
    stepsOf.set(label, steps.add(step));
  }
  return [...stepsOf]
    .map(([label, found]) => {
      const steps = [...found].sort((a, b) => a - b);
      return { label, steps: steps.length > MOST_STEPS ? steps.slice(0, 1) : steps, total: steps.length };
    })
    .sort((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0));
}

/** A group in words: `warm-up ends at 2k`, `restart at 1k, 3k, 7k`, `restart at 500 (the first of 412)`. */
export function describeGroup({ label, steps, total }: MarkerGroup): string {
  const text = `${label} at ${steps.map(formatStep).join(", ")}`;
  if (total === steps.length) return text;
  return `${text} (the first of ${total}${total >= MOST_RESTARTS ? " or more" : ""})`;
}
