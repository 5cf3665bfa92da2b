/** Chooses the visible part of a loss curve: a diverged loss would flatten everything else. */

export interface Point {
  readonly at: number;
  readonly value: number;
}

export interface View {
  readonly low: number;
  readonly high: number;
}

/** The margin above the highest loss before the minimum, as a share of the fall between them, or of the loss itself. */
const HEADROOM = 0.5;

/** From the lowest loss to slightly above the point from which the smoothed curve falls. */
export function viewOf(smoothed: readonly number[], losses: readonly number[]): View {
  const finite = smoothed.filter(Number.isFinite);
  const all = [...finite, ...losses.filter(Number.isFinite)];
  const low = lowest(finite);
  const top = highest(finite.slice(0, finite.indexOf(low) + 1));
  const high = top + HEADROOM * Math.max(top - low, Math.abs(top));
  return { low: lowest(all), high: Math.min(high, highest(all)) };
}

// Not Math.min(...values): a test may have a million steps, too many for arguments.
const lowest = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value));
const highest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value));

/**
 * The curve inside the view: it reaches the border and breaks off there. Several consecutive points outside leave one
 * gap.
 */
export function clip(
  points: readonly Point[],
  view: View,
): { readonly points: Point[]; readonly hidden: number } {
  const clipped: Point[] = [];
  let hidden = 0;
  let previous: Point | undefined;
  for (const point of points) {
    const isInside = inside(point, view);
    if (previous !== undefined && isInside !== inside(previous, view)) {
      const border = crossing(previous, point, view);
      if (border !== null) clipped.push(border);
    }
    if (isInside) clipped.push(point);
    else {
      if (!Number.isNaN(point.value)) hidden += 1;
      clipped.push({ at: point.at, value: Number.NaN });
    }
    previous = point;
  }
  return { points: clipped, hidden };
}

function inside({ value }: Point, { low, high }: View): boolean {
  return value >= low && value <= high;
}

/** The point at which the line between two points leaves the view; null if one of them is not a number. */
function crossing(from: Point, to: Point, { low, high }: View): Point | null {
  if (!Number.isFinite(from.value) || !Number.isFinite(to.value)) return null;
  const value = Math.max(from.value, to.value) > high ? high : low;
  const share = (value - from.value) / (to.value - from.value);
  return { at: from.at + share * (to.at - from.at), value };
}

/** The value of the curve at a position, by linear interpolation; null outside the curve and in its gaps. */
export function valueAt(points: readonly Point[], at: number): number | null {
  const next = points.findIndex((point) => point.at >= at);
  const after = points[next];
  if (after === undefined) return null;
  const before = points[next - 1] ?? after;
  const share = after.at === before.at ? 0 : (at - before.at) / (after.at - before.at);
  const value = before.value + share * (after.value - before.value);
  return after.at === at ? finite(after.value) : before === after ? null : finite(value);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
