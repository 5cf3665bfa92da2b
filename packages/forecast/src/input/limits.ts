/** Limits of numbers, far from all that is of use, within which no sum and no power overflows. */
import { InvalidArgumentError } from "@anneal/core";

/** More than the rate of any optimizer. */
export const MOST_RATE = 1e10;
/** More steps than any run has, and few enough to go through in a moment. */
export const MOST_STEPS = 10_000_000;
/** More than any loss, and any factor of a law. */
export const MOST_LOSS = 1e100;

/** @throws InvalidArgumentError for what is above `most`, or below `-most`. */
export function limited(argument: string, value: number, most: number): number {
  if (value > most) throw new InvalidArgumentError(argument, value, `at most ${most}`);
  if (value < -most) throw new InvalidArgumentError(argument, value, `at least ${-most}`);
  return value;
}
