/** The arrays that parameters and gradients can be: of float32, or of 16-bit numbers. */
import { bufferOf, byteLengthOf, byteOffsetOf, isDetached, isTypedArray, kindOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { HalfFormat } from "./numbers/half.js";

/** A `Float16Array`, which not every engine has and not every TypeScript declares. */
export interface Float16Values {
  readonly [Symbol.toStringTag]: "Float16Array";
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  [index: number]: number;
  fill(value: number, start?: number, end?: number): unknown;
  set(values: ArrayLike<number>, offset?: number): void;
}

/** The values of a parameter or a gradient. In a `Uint16Array` they are bits of float16 or bfloat16. */
export type ParameterArray = Float32Array | Uint16Array | Float16Values;

/** The format of a parameter and of its gradients. */
export type ParameterDtype = "float32" | HalfFormat;

/** The arrays that parameters of a format have; for float16, those of the class that the caller passed. */
export type ArrayOf<Dtype extends ParameterDtype> = Dtype extends "float32"
  ? Float32Array
  : Dtype extends "bfloat16"
    ? Uint16Array
    : Uint16Array | Float16Values;

/** The class of such an array. */
export type ParameterArrayKind = "Float32Array" | "Uint16Array" | "Float16Array";

/** Whether a value is such an array. */
export function isParameterArray(value: unknown): value is ParameterArray {
  const kind = kindOf(value);
  return kind === "Float32Array" || kind === "Uint16Array" || kind === "Float16Array";
}

/** The number of values in such an array. */
export function countOf(array: ParameterArray): number {
  return byteLengthOf(array as Float32Array) / (kindOf(array) === "Float32Array" ? 4 : 2);
}

/** An array of a class with `length` values, whose buffer is attached. @throws InvalidArgumentError */
export function parameterArray(
  argument: string,
  value: unknown,
  kind: ParameterArrayKind,
  length: number,
): ParameterArray {
  const isKind = isTypedArray(value) && kindOf(value) === kind;
  if (isKind && countOf(value as ParameterArray) === length && (length > 0 || !isDetached(value)))
    return value as ParameterArray;
  const detached = isKind && isDetached(value) ? "; this one's buffer was detached" : "";
  throw new InvalidArgumentError(argument, value, `a ${kind} of ${length} values${detached}`);
}

/** The bits of 16-bit numbers, as a view of the array, without what a subclass overrides. */
export function bitsOf(array: ParameterArray): Uint16Array {
  return new Uint16Array(bufferOf(array), byteOffsetOf(array), countOf(array));
}

/** A view of 16-bit numbers in a buffer. */
export function viewOfHalves(
  kind: ParameterArrayKind,
  buffer: ArrayBufferLike,
  place: number,
  length: number,
): ParameterArray {
  if (kind === "Uint16Array") return new Uint16Array(buffer, place, length);
  const { Float16Array } = globalThis as unknown as {
    Float16Array: new (buffer: ArrayBufferLike, place: number, length: number) => Float16Values;
  };
  return new Float16Array(buffer, place, length);
}
