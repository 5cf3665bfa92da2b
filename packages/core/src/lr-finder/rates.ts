/** The rates of a range test. */
import { InvalidArgumentError } from "../errors.js";
import { power } from "../math/power.js";
import type { Convention, RateRange } from "./conventions.js";

export interface RatePlan {
  readonly range: RateRange;
  readonly start: number;
  readonly end: number;
  readonly steps: number;
}

/** The rate of every step. */
export function ratesOf({ range, start, end, steps }: RatePlan, { progress }: Convention): readonly number[] {
  return Array.from({ length: steps }, (_, index) => {
    const share = progress(index, steps, range);
    if (share === 0) return start;
    if (share === 1) return end;
    return range === "linear" ? start + share * (end - start) : start * power(end / start, share);
  });
}

/** Rejects a range that doesn't rise, or is so wide that its ratio overflows. */
export function checkRange({ start, end }: RatePlan): void {
  if (!(end > start)) throw new InvalidArgumentError("end", end, `above start, which is ${start}`);
  if (!Number.isFinite(end / start)) {
    throw new InvalidArgumentError("end", end, `at most 1e308 times start, which is ${start}`);
  }
}
