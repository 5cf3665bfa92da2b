/** Places the ticks along an axis: as many as fit without overlapping labels. */
import { type AxisTick, type HorizontalAxis, shareOf } from "./horizontal-axis.js";

/** A label and its position: `start` and `end` are the ends of its text, `at` is the position of the tick. */
export interface PlacedTick {
  readonly label: string;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The space for labels along an axis, in one unit: columns or pixels. */
export interface AxisRoom {
  /** The position of a share of the axis. */
  readonly place: (share: number) => number;
  /** The limits for labels. */
  readonly left: number;
  readonly right: number;
  /** The distance between two labels. */
  readonly gap: number;
  readonly measure: (text: string) => number;
}

/** The most ticks whose labels keep their distance: at most `usual`, or more if the axis has short labels. */
export function placeTicks(axis: HorizontalAxis, usual: number, room: AxisRoom): PlacedTick[] {
  const most = Math.max(2, Math.floor(usual * axis.density));
  for (let count = most; count > 1; count--) {
    const placed = axis.ticks(count).map((tick) => placeTick(axis, tick, room));
    const isCrowded = placed.some(({ start }, i) => start < (placed[i - 1]?.end ?? -Infinity) + room.gap);
    if (!isCrowded && placed.length > 0 && placed.length <= most) return placed;
  }
  return [placeTick(axis, { at: axis.from, label: axis.describe(axis.from) }, room)];
}

function placeTick(
  axis: HorizontalAxis,
  tick: AxisTick,
  { place, left, right, measure }: AxisRoom,
): PlacedTick {
  const width = measure(tick.label);
  const at = place(shareOf(axis, tick.at));
  const start = Math.max(left, Math.min(Math.round(at - width / 2), right - width));
  return { label: tick.label, at, start, end: start + width };
}
