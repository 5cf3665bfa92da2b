/** The parameters as they are handed in: lengths and values, before anything is allocated. */
import { isDetached, isFloat32Array } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { lengthOf } from "./float32.js";

/** One parameter: how many values, and where they are now; null when they are all 0. */
export interface CheckedParameter {
  readonly length: number;
  readonly source: Float32Array | null;
}

/** @throws InvalidArgumentError */
export function readParameter(
  argument: string,
  value: unknown,
  memory: "resident" | "caller",
): CheckedParameter {
  if (isFloat32Array(value)) {
    if (isDetached(value)) {
      throw new InvalidArgumentError(argument, value, "a Float32Array whose buffer is not detached");
    }
    return { length: lengthOf(value), source: value };
  }
  if (memory === "resident" && Number.isSafeInteger(value) && (value as number) >= 0) {
    return { length: value as number, source: null };
  }
  const expected =
    memory === "resident"
      ? "a Float32Array, or a whole number of values"
      : 'a Float32Array (memory: "caller")';
  throw new InvalidArgumentError(argument, value, expected);
}
