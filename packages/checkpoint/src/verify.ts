/** The first pass over a checkpoint, which changes nothing. */
import { forEachPiece } from "./bytes/pieces.js";
import type { ByteSource } from "./bytes/ports.js";
import { compareDigits, createChecksum, takeDigits } from "./checksum.js";
import { CheckpointError } from "./errors.js";
import type { TensorDtype } from "./safetensors/dtypes.js";
import { readHeaderBytes } from "./safetensors/file.js";
import { type Header, LENGTH_BYTES, readHeader, type TensorInfo } from "./safetensors/read-header.js";
import { firstRefused } from "./values.js";

/** The required properties of a tensor. */
export interface ExpectedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
  /** Whether negative values are rejected. */
  readonly nonNegative: boolean;
}

/** A header, and the digits of its checksum. */
export interface OpenCheckpoint extends Header {
  readonly bytes: Uint8Array;
  readonly digits: string;
}

/** @throws CheckpointError for a file that is not a safetensors file or not a checkpoint */
export async function openCheckpoint(source: ByteSource): Promise<OpenCheckpoint> {
  const bytes = await readHeaderBytes(source);
  const header = readHeader(bytes.subarray(LENGTH_BYTES), source.size);
  return { ...header, digits: takeDigits(bytes), bytes };
}

/** @throws CheckpointError for a tensor that is missing, or of another shape or dtype */
export function checkTensors(
  { bytes, tensors }: Pick<OpenCheckpoint, "bytes" | "tensors">,
  expected: readonly ExpectedTensor[],
): void {
  for (const { name, shape, dtype } of expected) {
    const found = tensors.get(name);
    const field = `tensors.${name}`;
    if (found === undefined) throw new CheckpointError(field, "is missing");
    if (found.dtype !== dtype) throw new CheckpointError(`${field}.dtype`, `is ${found.dtype}, not ${dtype}`);
    if (dtype === "F32" && (found.start - bytes.byteLength) % 4 !== 0)
      throw new CheckpointError(`${field}.data_offsets`, "begin at no multiple of the size of an element");
    if (found.shape.length !== shape.length || found.shape.some((each, i) => each !== shape[i])) {
      throw new CheckpointError(`${field}.shape`, `is [${found.shape}], but [${shape}] in this run`);
    }
  }
}

/**
 * Reads the whole file, and checks its checksum and the values of the expected tensors.
 * @throws CheckpointError for a damaged file, and for NaN and infinities unless they are allowed
 */
export async function verify(
  source: ByteSource,
  { bytes, digits, tensors }: OpenCheckpoint,
  expected: readonly ExpectedTensor[],
  allowNonFinite: boolean,
): Promise<void> {
  const checksum = await createChecksum();
  checksum.update(bytes);
  const looks = allowNonFinite
    ? []
    : expected
        .filter(({ dtype }) => dtype === "F32")
        .map((each) => lookAt(each, tensors.get(each.name) as TensorInfo));
  looks.sort((a, b) => a.start - b.start);
  let [next, refused] = [0, null as CheckpointError | null];
  await forEachPiece(source, bytes.byteLength, (start, piece) => {
    checksum.update(piece);
    while (next < looks.length && (looks[next] as Look).end <= start) next++;
    for (let i = next; i < looks.length && refused === null; i++) {
      const look = looks[i] as Look;
      if (look.start >= start + piece.byteLength) break;
      refused = look.refusal(start, piece);
    }
  });
  compareDigits(checksum, digits);
  if (refused !== null) throw refused;
}

/** A tensor whose values are checked while the file is read. */
interface Look {
  readonly start: number;
  readonly end: number;
  /** The error of its values in a chunk; null: there is none. */
  readonly refusal: (chunkStart: number, chunk: Uint8Array) => CheckpointError | null;
}

function lookAt({ name, nonNegative }: ExpectedTensor, { start, byteLength }: TensorInfo): Look {
  const end = start + byteLength;
  const refusal = (chunkStart: number, chunk: Uint8Array) => {
    const from = Math.max(start, chunkStart);
    const count = (Math.min(end, chunkStart + chunk.byteLength) - from) / Float32Array.BYTES_PER_ELEMENT;
    const values = new Float32Array(chunk.buffer, chunk.byteOffset + from - chunkStart, count);
    const index = firstRefused(values, nonNegative);
    if (index < 0) return null;
    const place = (from - start) / Float32Array.BYTES_PER_ELEMENT + index;
    const value = values[index] as number;
    const reason = Number.isFinite(value)
      ? `is ${value}; it can't be below 0`
      : `is ${value}, which is not finite; pass allowNonFinite: true to accept it`;
    return new CheckpointError(`tensors.${name}[${place}]`, reason);
  };
  return { start, end, refusal };
}
