/** Reads and checks the header of a safetensors file: https://github.com/huggingface/safetensors. */
import { CheckpointError } from "../errors.js";
import { bytesOf, DTYPES, type TensorDtype } from "./dtypes.js";
import { HeaderText } from "./header-text.js";

/** The size of the number at the start of every file: the length of the header. */
export const LENGTH_BYTES = 8;
/** The longest header that the reference implementation reads, in bytes. */
export const MOST_HEADER_BYTES = 100_000_000;
export const METADATA_KEY = "__metadata__";

/** A tensor of a file. */
export interface TensorInfo {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  /** Where it begins, in bytes from the start of the file. */
  readonly start: number;
  /** Its length in bytes. */
  readonly byteLength: number;
}

export interface Header {
  /** The tensors in the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The length of the header. @throws CheckpointError if the file can't have such a header */
export function readHeaderLength(bytes: Uint8Array, fileSize: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES);
  const length = view.getBigUint64(0, true);
  if (length > MOST_HEADER_BYTES) {
    throw new CheckpointError(
      "header.length",
      `is ${length}; at most ${MOST_HEADER_BYTES} bytes are allowed`,
    );
  }
  if (Number(length) > fileSize - LENGTH_BYTES) {
    const left = fileSize - LENGTH_BYTES;
    throw new CheckpointError(
      "header.length",
      `is ${length}, but only ${left} bytes follow: the file is cut off`,
    );
  }
  return Number(length);
}

/**
 * The tensors and the metadata of a header.
 * @throws CheckpointError for anything that the format does not allow: see the checks below
 */
export function readHeader(bytes: Uint8Array, fileSize: number): Header {
  const text = new HeaderText(decoded(bytes));
  const metadata = new Map<string, string>();
  const ranges = new Map<string, Range>();
  text.object("header", (name) => {
    if (name === METADATA_KEY) {
      text.object(METADATA_KEY, (key) => metadata.set(key, text.string(`${METADATA_KEY}.${key}`)));
    } else {
      ranges.set(name, readRange(text, `tensors.${name}`));
    }
  });
  text.end("header");
  const dataStart = LENGTH_BYTES + bytes.byteLength;
  return { tensors: covering(ranges, dataStart, fileSize), metadata };
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] !== 0x7b) throw new CheckpointError("header", 'does not begin with "{"');
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CheckpointError("header", "is not UTF-8", { cause });
  }
}

/** A tensor in the header: offsets count from the first byte after the header. */
interface Range {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function readRange(text: HeaderText, field: string): Range {
  let dtype: string | null = null;
  let shape: readonly number[] | null = null;
  let offsets: readonly number[] | null = null;
  text.object(field, (key) => {
    if (key === "dtype") dtype = text.string(`${field}.dtype`);
    else if (key === "shape") shape = text.wholeNumbers(`${field}.shape`);
    else if (key === "data_offsets") offsets = text.wholeNumbers(`${field}.data_offsets`);
    else throw new CheckpointError(field, `has the unknown key ${JSON.stringify(key)}`);
  });
  return checkedRange(field, dtype, shape, offsets);
}

function checkedRange(
  field: string,
  dtype: string | null,
  shape: readonly number[] | null,
  offsets: readonly number[] | null,
): Range {
  const known = DTYPES.find((each) => each === dtype);
  if (known === undefined)
    throw new CheckpointError(`${field}.dtype`, `is ${dtype ?? "missing"}, which is unknown`);
  if (shape === null) throw new CheckpointError(`${field}.shape`, "is missing");
  const [start, end, ...more] = offsets ?? [];
  if (start === undefined || end === undefined || more.length > 0) {
    throw new CheckpointError(`${field}.data_offsets`, "is not a list of two numbers");
  }
  const bytes = bytesOf(known, shape);
  if (bytes === null)
    throw new CheckpointError(`${field}.shape`, `[${shape}] of ${known} is not a number of whole bytes`);
  if (end - start !== bytes) {
    throw new CheckpointError(
      `${field}.data_offsets`,
      `is [${start}, ${end}], but a tensor of shape [${shape}] and dtype ${known} has ${bytes} bytes`,
    );
  }
  return { dtype: known, shape, start, end };
}

/** The tensors in order. @throws CheckpointError unless they cover the file without holes and overlaps */
function covering(
  ranges: ReadonlyMap<string, Range>,
  dataStart: number,
  fileSize: number,
): ReadonlyMap<string, TensorInfo> {
  const ordered = [...ranges].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  const tensors = new Map<string, TensorInfo>();
  let covered = 0;
  for (const [name, { dtype, shape, start, end }] of ordered) {
    if (start !== covered) {
      const what = start > covered ? "leaves a hole before it" : "overlaps another tensor";
      throw new CheckpointError(`tensors.${name}.data_offsets`, `is [${start}, ${end}], which ${what}`);
    }
    tensors.set(name, { dtype, shape, start: dataStart + start, byteLength: end - start });
    covered = end;
  }
  if (dataStart + covered !== fileSize) {
    const state = dataStart + covered > fileSize ? "it is cut off" : "the rest belongs to no tensor";
    throw new CheckpointError(
      "file.size",
      `is ${fileSize}, but the tensors end at ${dataStart + covered}: ${state}`,
    );
  }
  return tensors;
}
