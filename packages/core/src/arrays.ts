/** Checks of the caller's arrays. They use the engine's internal slots, which subclasses can't override. */

type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

const typedArrays = Object.getPrototypeOf(Float32Array.prototype) as Float32Array;
const nameOf = getter(Symbol.toStringTag);
const bytesOf = getter("byteLength");
const storageOf = getter("buffer");
const startOf = getter("byteOffset");
const { set } = typedArrays;
const entriesOf = typedArrays.values;

function getter(name: PropertyKey): (this: unknown) => unknown {
  return Object.getOwnPropertyDescriptor(typedArrays, name)?.get as () => unknown;
}

/** Whether the value is a revoked proxy, which throws on every access. */
export function isRevoked(value: unknown): boolean {
  try {
    Array.isArray(value);
    return false;
  } catch {
    return true;
  }
}

/** `Array.isArray`, which throws for a revoked proxy. */
export function isArray(value: unknown): value is readonly unknown[] {
  return !isRevoked(value) && Array.isArray(value);
}

/** A typed array of any kind and realm; no DataView. */
export function isTypedArray(value: unknown): value is TypedArray {
  return nameOf.call(value) !== undefined;
}

/** The name of a typed array's class, of any realm; undefined for other values. */
export function kindOf(value: unknown): string | undefined {
  return nameOf.call(value) as string | undefined;
}

/** A Float32Array, from any realm (an iframe, a vm context). */
export function isFloat32Array(value: unknown): value is Float32Array {
  return nameOf.call(value) === "Float32Array";
}

/** A Float64Array, from any realm. */
export function isFloat64Array(value: unknown): value is Float64Array {
  return nameOf.call(value) === "Float64Array";
}

/** The size of a typed array in bytes. After a transfer it is 0 at once, while `length` can be stale in Node 20. */
export function byteLengthOf(array: TypedArray): number {
  return bytesOf.call(array) as number;
}

/** The buffer of a typed array. */
export function bufferOf(array: { readonly buffer: ArrayBufferLike }): ArrayBufferLike {
  return storageOf.call(array) as ArrayBufferLike;
}

/** The start of a typed array in its buffer, in bytes. */
export function byteOffsetOf(array: { readonly byteOffset: number }): number {
  return startOf.call(array) as number;
}

/** Writes values into a typed array, from an index on. */
export function setValues(array: object, values: ArrayLike<number>, first = 0): void {
  set.call(array as Float32Array, values, first);
}

/** Whether the array has lost its values: its buffer was transferred, freed, or shrunk below the array's end. */
export function isDetached(array: TypedArray): boolean {
  if (byteLengthOf(array) > 0) return false;
  try {
    entriesOf.call(array as Float32Array);
    return false;
  } catch {
    return true;
  }
}

/** A view of a part of an array. Unlike `subarray`, it ignores the species of subclasses. */
export function viewOf<Values extends Float32Array | Float64Array>(
  array: Values,
  start: number,
  count: number,
): Values {
  const buffer = bufferOf(array);
  const byteOffset = byteOffsetOf(array);
  const view = isFloat32Array(array)
    ? new Float32Array(buffer, byteOffset + start * Float32Array.BYTES_PER_ELEMENT, count)
    : new Float64Array(buffer, byteOffset + start * Float64Array.BYTES_PER_ELEMENT, count);
  return view as Values;
}
