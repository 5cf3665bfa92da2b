/**
 * The time at a node: `offset + spacing * index`, in which only the index is traced.
 *
 * A count of steps stays whole as long as possible. `join` and `time` change only the two numbers, which are float64 and
 * known while tracing, and the time since a point is computed by first subtracting a whole number from the index. So no
 * digit is lost when a float32 can no longer hold the count.
 */
import { InvalidArgumentError } from "@anneal/core";
import { firstIndexAtOrAfter, LEAST_SPACING } from "@anneal/core/schedule-engine";
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Condition, Value } from "./arithmetic.js";

export interface Time {
  readonly index: np.Array;
  /** Whether the index is an int32, on which comparisons are exact. */
  readonly whole: boolean;
  readonly offset: number;
  readonly spacing: number;
  /** The largest error of a computed index. A bound within this distance counts as reached. */
  readonly slack: number;
}

/** The largest absolute count for which sums and differences of whole numbers can't overflow. */
export const LARGEST_COUNT = 2 ** 30;

/** The largest whole number that the index can hold. */
export const LARGEST_INDEX = 2 ** 31 - 1;

/**
 * Rejects a time that leaves the range of float64 at some count, where the host returns NaN and a trace can't.
 * @throws InvalidArgumentError
 */
export function refuseBeyondFloat64({ offset, spacing }: Time): void {
  const last = offset + Math.sign(offset) * spacing * LARGEST_INDEX;
  if (spacing >= LEAST_SPACING && Number.isFinite(last) && Number.isFinite(spacing * LARGEST_INDEX)) return;
  const expected = "a schedule whose times stay within float64 for every count up to 2^31, to be traced";
  throw new InvalidArgumentError("schedule", { time: offset, change: spacing }, expected);
}

/** Whether the time is at `bound` or after it (`right`), or after it (`left`). */
export function reaches(of: Arithmetic, time: Time, bound: number, side: "right" | "left"): Condition {
  const { index, offset, spacing } = time;
  if (time.whole) {
    const first = firstIndexReaching(time, bound, side);
    if (first > LARGEST_INDEX) return false;
    return first < -LARGEST_INDEX || of.atLeast(index, first);
  }
  const place = (bound - offset) / spacing;
  return side === "right" ? of.atLeast(index, place - time.slack) : of.greater(index, place + time.slack);
}

/** The first whole index that is at the bound or, on the side `left`, after it. */
export function firstIndexReaching({ offset, spacing }: Time, bound: number, side: "right" | "left"): number {
  const first = firstIndexAtOrAfter(bound, offset, spacing);
  return side === "left" && offset + spacing * first === bound ? first + 1 : first;
}

/** The time since `origin`, as floats. */
export function since(of: Arithmetic, time: Time, origin: number): Value {
  const { offset, spacing } = time;
  const nearest = Math.round((origin - offset) / spacing);
  // With others, the difference could exceed an int32.
  const taken = nearest >= 0 && nearest <= LARGEST_COUNT ? nearest : 0;
  const passed = of.cast(of.subtract(time.index, taken) as np.Array);
  return of.add(of.multiply(passed, spacing), offset - origin + spacing * taken);
}

/** A time that is an array of floats. */
export function realTime(index: np.Array, slack: number): Time {
  return { index, whole: false, offset: 0, spacing: 1, slack };
}
