/** Parameters of 16-bit numbers beside float32 ones. */
import { narrow, widen } from "../../src/optimizers/numbers/half.js";
import { gradient, type RuleCase, sizeOf } from "./rules.js";

export type Format = "float16" | "bfloat16";

/** The values of 16-bit numbers. */
export function widened(bits: Uint16Array, format: Format): Float32Array {
  const words = new Uint32Array(bits.length);
  widen(bits, words, format);
  return new Float32Array(words.buffer);
}

/** The nearest 16-bit numbers. */
export function narrowed(values: Float32Array, format: Format): Uint16Array {
  const bits = new Uint16Array(values.length);
  narrow(new Uint32Array(Float32Array.from(values).buffer), bits, format);
  return bits;
}

/** The format of the parameter at an index: every third is float32. */
export const formatAt = (index: number): Format | null =>
  (["bfloat16", null, "float16"] as const)[index % 3] as Format | null;

/** Every array as 16-bit numbers where its parameter has a format. */
export const mixed = (arrays: readonly Float32Array[]) =>
  arrays.map((array, i) => {
    const format = formatAt(i);
    return format === null ? array : narrowed(array, format);
  });

/** The same as float32: the values that are left. */
export const rounded = (arrays: readonly Float32Array[]) =>
  arrays.map((array, i) => {
    const format = formatAt(i);
    return format === null ? array : widened(narrowed(array, format), format);
  });

/** Initial values of a rule's parameters. */
export const initialValues = ({ shapes }: RuleCase) =>
  shapes.map((shape, i) => gradient(sizeOf(shape), 1000 + i));

/** The parameters of a rule, with formats. */
export const mixedParameters = (one: RuleCase) =>
  mixed(initialValues(one)).map((values, i) => {
    const format = formatAt(i);
    return { shape: one.shapes[i], values, ...(format !== null && { dtype: format }) };
  });
