/** Arrays of kinds that are easily forgotten. The options of resizable buffers are newer than our language level. */

export function resizableBuffer(bytes: number): ArrayBuffer & { resize(bytes: number): void } {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength: 2 * bytes }]);
}

type Float = Float32Array | Float64Array;

/** An array whose buffer was transferred away. */
export function detached<Values extends Float>(values: Values): Values {
  structuredClone(0, { transfer: [values.buffer as ArrayBuffer] });
  return values;
}

/** An array of two values whose buffer has become too short for it. */
export function outOfBounds<Values extends Float>(
  Type: new (buffer: ArrayBuffer, start: number, length: number) => Values,
): Values {
  const buffer = resizableBuffer(32);
  const values = new Type(buffer, 0, 2);
  buffer.resize(4);
  return values;
}

/** `subarray` and `slice` of it make an array of another kind. */
export class OtherSpecies32 extends Float32Array {
  static get [Symbol.species]() {
    return Float64Array;
  }
}

export class OtherSpecies64 extends Float64Array {
  static get [Symbol.species]() {
    return Float32Array;
  }
}
