/** Checks numbers that a device stores as float32, where larger ones would become infinities. */
import { InvalidArgumentError } from "@anneal/core";

/** A number of at least 0 that a float32 can hold. */
export function float32AtLeast0(argument: string, value: unknown): number {
  const rounded = typeof value === "number" ? Math.fround(value) : Number.NaN;
  if (rounded >= 0 && rounded < Number.POSITIVE_INFINITY) return (value as number) + 0;
  throw new InvalidArgumentError(argument, value, "a number of at least 0 that a float32 can hold");
}

const LARGEST = 3.4028234663852886e38;

/** The largest float32 whose product with `factor`, a float32 above 0, rounds to a finite one. */
export function largestFactor(factor: number): number {
  if (factor <= 1) return LARGEST;
  const value = Float32Array.of(LARGEST / factor);
  const bits = new Uint32Array(value.buffer);
  const fits = () => Math.fround((value[0] as number) * factor) < Number.POSITIVE_INFINITY;
  // The quotient is rounded, so the result may be one of its neighbors.
  while (fits()) bits[0] = (bits[0] as number) + 1;
  while (!fits()) bits[0] = (bits[0] as number) - 1;
  return value[0] as number;
}
