/** Checks of arguments that only transformations have. */
import { InvalidArgumentError } from "@anneal/core";

/** A number from 0 to below 1, such as the decay of a mean. */
export function shareBelowOne(argument: string, value: unknown): number {
  if (!(typeof value === "number" && value >= 0 && value < 1)) {
    throw new InvalidArgumentError(argument, value, "a number from 0 to below 1");
  }
  return value;
}
