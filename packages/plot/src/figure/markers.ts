/** Groups markers with the same text, and limits the number of groups. */

import type { HorizontalAxis } from "../axes/horizontal-axis.js";
import type { PlotMarker } from "../input/options.js";
import { MOST_RESTARTS } from "../tree/landmarks.js";

/** A text and the steps that it marks. */
export interface MarkerGroup {
  /** The text: `warm-up ends at 2k`, `restart at 1k, 3k, 7k`, `restart at 500 (the first of 412)`. */
  readonly words: string;
  /** The marked steps, in ascending order. */
  readonly steps: readonly number[];
}

/** The markers of a plot. */
export interface Markers {
  readonly groups: readonly MarkerGroup[];
  /** The number of groups beyond those that are drawn. */
  readonly hidden: number;
}

/** The largest number of groups, far more than there is room for. */
const MOST_GROUPS = 256;
/** The largest number of steps per group; with more, only the first is marked. */
const MOST_STEPS = 24;

/** The markers on the axis, in order of their first occurrence. */
export function groupMarkers(markers: readonly PlotMarker[], axis: HorizontalAxis): Markers {
  const stepsOf = new Map<string, Set<number>>();
  for (const { step, label } of markers) {
    if (step < axis.from || step > axis.to) continue;
    const steps = stepsOf.get(label) ?? new Set();
    stepsOf.set(label, steps.add(step));
  }
  const groups = [...stepsOf]
    .slice(0, MOST_GROUPS)
    .map(([label, found]) => {
      const all = [...found].sort((a, b) => a - b);
      const steps = all.length > MOST_STEPS ? all.slice(0, 1) : all;
      return { words: describe(label, steps, all.length, axis), steps };
    })
    .sort((a, b) => (a.steps[0] ?? 0) - (b.steps[0] ?? 0));
  return { groups, hidden: stepsOf.size - groups.length };
}

/** The note about markers that are not drawn, if there are any. */
export function noteHidden(hidden: number): readonly string[] {
  if (hidden === 0) return [];
  return [hidden === 1 ? "1 more marker has no room" : `${hidden} more markers have no room`];
}

function describe(label: string, steps: readonly number[], total: number, axis: HorizontalAxis): string {
  const text = `${label} at ${steps.map((step) => axis.describe(step)).join(", ")}`;
  if (total === steps.length) return text;
  return `${text} (the first of ${total}${total >= MOST_RESTARTS ? " or more" : ""})`;
}
