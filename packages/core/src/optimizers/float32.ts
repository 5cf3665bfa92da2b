/** Checks of the caller's Float32Arrays. */

import { byteLengthOf, isDetached, isFloat32Array } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { ParameterArray } from "./parameter-array.js";

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Whether none of `count` values is NaN or an infinity. */
export function allFinite(values: Float32Array, start: number, count: number): boolean {
  for (let i = start; i < start + count; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}

/** A Float32Array of `length` values whose buffer is attached. */
export function float32Array(argument: string, value: unknown, length: number): Float32Array {
  if (
    !isFloat32Array(value) ||
    byteLengthOf(value) !== length * BYTES ||
    (length === 0 && isDetached(value))
  ) {
    const detached = isFloat32Array(value) && isDetached(value) ? "; this one's buffer was detached" : "";
    throw new InvalidArgumentError(argument, value, `a Float32Array of ${length} values${detached}`);
  }
  return value;
}

/** The number of values in a Float32Array. */
export function lengthOf(array: Float32Array): number {
  return byteLengthOf(array) / BYTES;
}

/** Adds values to sums, each rounded to float32. */
export function addValues(sums: ParameterArray, values: ParameterArray): void {
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (values[i] as number);
}

/** Clips every value to `-most ... most`. NaN stays. */
export function limitValues(values: Float32Array, most: number): void {
  for (let i = 0, length = lengthOf(values); i < length; i++) {
    const value = values[i] as number;
    if (value > most) values[i] = most;
    else if (value < -most) values[i] = -most;
  }
}
