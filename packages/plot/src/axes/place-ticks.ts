/** The ticks of the axis of steps: as many as there is room for, without labels that touch. */
import { ticks } from "d3-array";
import type { Range } from "../input/range.js";
import { formatStep } from "../text/numbers.js";

/** A label and its place: `start` and `end` are where its text begins and ends, `at` is where the tick is. */
export interface PlacedTick {
  readonly label: string;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The places that an axis has for its labels, in one unit: columns or pixels. */
export interface StepAxisRoom {
  /** Where a share of the range lies. */
  readonly place: (share: number) => number;
  /** The borders that labels stay within. */
  readonly left: number;
  readonly right: number;
  /** The distance between two labels. */
  readonly gap: number;
  readonly measure: (text: string) => number;
}

/** The most ticks, of at most `most`, whose labels keep their distance. */
export function placeStepTicks({ from, to, stride }: Range, most: number, room: StepAxisRoom): PlacedTick[] {
  const isWhole = Number.isInteger(from) && Number.isInteger(stride);
  for (let count = most; count > 1; count--) {
    const values = ticks(from, to, count).filter((value) => !isWhole || Number.isInteger(value));
    const placed = values.map((value) => placeTick(value, room.place((value - from) / (to - from)), room));
    const isCrowded = placed.some(({ start }, i) => start < (placed[i - 1]?.end ?? -Infinity) + room.gap);
    if (!isCrowded && placed.length > 0 && placed.length <= most) return placed;
  }
  return [placeTick(from, room.place(0), room)];
}

function placeTick(value: number, at: number, { left, right, measure }: StepAxisRoom): PlacedTick {
  const label = formatStep(value);
  const width = measure(label);
  const start = Math.max(left, Math.min(Math.round(at - width / 2), right - width));
  return { label, at, start, end: start + width };
}
