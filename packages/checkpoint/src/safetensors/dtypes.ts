/** The element types of safetensors. */

/** Bits of an element. */
const BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E5M2FNUZ: 8,
  F8_E4M3FNUZ: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The name of an element type in safetensors. */
export type TensorDtype = keyof typeof BITS;

export const DTYPES = Object.keys(BITS) as readonly TensorDtype[];

/** The size of a tensor in bytes; null if it is not a whole number, or too large to count. */
export function bytesOf(dtype: TensorDtype, shape: readonly number[]): number | null {
  let bits: number = BITS[dtype];
  for (const dimension of shape) bits *= dimension;
  return Number.isSafeInteger(bits) && bits % 8 === 0 ? bits / 8 : null;
}

/** The arrays that can be written as tensors. */
export type TensorArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | Uint32Array;

const OF_ARRAYS: Readonly<Record<string, TensorDtype>> = {
  Float32Array: "F32",
  Float64Array: "F64",
  Int8Array: "I8",
  Uint8Array: "U8",
  Int16Array: "I16",
  Int32Array: "I32",
  Uint32Array: "U32",
};

/** The element type of an array; null if there is none or more than one. */
export function dtypeOf(array: ArrayBufferView): TensorDtype | null {
  return OF_ARRAYS[Object.prototype.toString.call(array).slice(8, -1)] ?? null;
}
