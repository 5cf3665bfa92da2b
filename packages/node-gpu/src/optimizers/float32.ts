/** The check of numbers that a device takes as float32: beyond them they would be infinities there. */
import { InvalidArgumentError } from "@anneal/core";

/** A number of at least 0 that a float32 can hold. */
export function float32AtLeast0(argument: string, value: unknown): number {
  const rounded = typeof value === "number" ? Math.fround(value) : Number.NaN;
  if (rounded >= 0 && rounded < Number.POSITIVE_INFINITY) return (value as number) + 0;
  throw new InvalidArgumentError(argument, value, "a number of at least 0 that a float32 can hold");
}
