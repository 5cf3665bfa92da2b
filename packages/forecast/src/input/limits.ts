/** Limits of numbers, far outside the useful range, within which no sum or power overflows. */
import { InvalidArgumentError } from "@anneal/core";

/** The largest rate; more than that of any optimizer. */
export const MOST_RATE = 1e10;
/** The largest number of steps; more than in any run, and few enough to iterate quickly. */
export const MOST_STEPS = 10_000_000;
/** The largest value; more than any loss or any factor of a law. */
export const MOST_LOSS = 1e100;

/** @throws InvalidArgumentError for values above `most` or below `-most`. */
export function limited(argument: string, value: number, most: number): number {
  if (value > most) throw new InvalidArgumentError(argument, value, `at most ${most}`);
  if (value < -most) throw new InvalidArgumentError(argument, value, `at least ${-most}`);
  return value;
}
