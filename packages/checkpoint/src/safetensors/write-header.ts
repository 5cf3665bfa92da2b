/** Writes the header of a safetensors file. */
import { InvalidArgumentError } from "@anneal/core";
import { CheckpointError } from "../errors.js";
import { bytesOf, dtypeOf, type TensorArray, type TensorDtype } from "./dtypes.js";
import { LENGTH_BYTES, METADATA_KEY, MOST_HEADER_BYTES } from "./read-header.js";

/** A tensor to write. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: TensorArray | Uint16Array;
  /** The type of the elements, if the class of the array does not determine it. */
  readonly dtype?: TensorDtype;
}

/** The length and the header, padded with spaces so that the tensors begin at a multiple of 8 bytes. */
export function writeHeader(
  tensors: readonly NamedTensor[],
  metadata: readonly (readonly [string, string])[],
): Uint8Array {
  const seen = new Set<string>([METADATA_KEY]);
  let offset = 0;
  const entries = tensors.map(({ name, shape, values, dtype: given }) => {
    if (seen.has(name)) throw new InvalidArgumentError("the name of a tensor", name, "unique");
    seen.add(name);
    const dtype = given ?? dtypeOf(values);
    if (dtype === null || bytesOf(dtype, shape) !== values.byteLength) {
      throw new InvalidArgumentError(`tensors.${name}`, values, `an array of shape [${shape}]`);
    }
    const start = offset;
    offset += values.byteLength;
    return `${JSON.stringify(name)}:${entry(dtype, shape, start, offset)}`;
  });
  // Not an object, which would move names that are numbers to the front.
  const strings = metadata.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const all = strings.length === 0 ? entries : [`"${METADATA_KEY}":{${strings.join()}}`, ...entries];
  return framed(new TextEncoder().encode(`{${all.join()}}`));
}

function entry(dtype: TensorDtype, shape: readonly number[], start: number, end: number): string {
  return JSON.stringify({ dtype, shape, data_offsets: [start, end] });
}

function framed(text: Uint8Array): Uint8Array {
  const length = Math.ceil(text.byteLength / 8) * 8;
  if (length > MOST_HEADER_BYTES) {
    throw new CheckpointError(
      "header.length",
      `would be ${length}; at most ${MOST_HEADER_BYTES} bytes are allowed`,
    );
  }
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}
