/** Maps values to positions on an axis, and chooses the ticks. */
import { nice, ticks } from "d3-array";
import { logTicks, roundDown, roundUp } from "./log-ticks.js";

export interface Scale {
  readonly kind: "linear" | "log";
  readonly low: number;
  readonly high: number;
  /** The position of a value between `low` (0) and `high` (1). */
  share(value: number): number;
  /** About `count` round values from `low` to `high`, in ascending order. */
  ticks(count: number): readonly number[];
}

/** A linear scale from `low` to `high`. */
export function linearScale(low: number, high: number): Scale {
  return {
    kind: "linear",
    low,
    high,
    share: (value) => (value - low) / (high - low),
    ticks: (count) => ticks(low, high, count),
  };
}

/** A logarithmic scale from `low`, above 0, to `high`. */
export function logScale(low: number, high: number): Scale {
  const bottom = Math.log10(low);
  const height = Math.log10(high) - bottom;
  return {
    kind: "log",
    low,
    high,
    share: (value) => (Math.log10(value) - bottom) / height,
    ticks: (count) => logTicks(low, high, count),
  };
}

/** If the smallest value is at least this share of the largest, the axis does not start at zero. */
const NARROW = 0.5;
/** A change below this share of the largest value is rounding. */
const NOISE = 1e-12;
/** Smaller numbers lose digits. */
const TINY = 1e-290;

/** The scale that shows all values from `lowest` to `highest`, rounded outwards to about `count` ticks. */
export function valueScale(kind: "linear" | "log", lowest: number, highest: number, count: number): Scale {
  const size = Math.max(Math.abs(lowest), Math.abs(highest));
  const isFlat = highest - lowest <= size * NOISE;
  if (kind === "log") {
    return isFlat
      ? logScale(Math.max(lowest / 10, Number.MIN_VALUE), Math.min(highest * 10, Number.MAX_VALUE))
      : logScale(roundDown(lowest), roundUp(highest));
  }
  if (size < TINY) return linearScale(0, 1);
  if (isFlat) return linearScale(Math.min(0, 2 * lowest), Math.max(0, 2 * highest));
  const showsZero = lowest >= 0 && lowest < highest * NARROW;
  const [low, high] = nice(showsZero ? 0 : lowest, highest, count);
  return linearScale(low, high);
}
