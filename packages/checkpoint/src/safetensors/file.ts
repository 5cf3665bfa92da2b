/** An open safetensors file. */
import { InvalidArgumentError } from "@anneal/core";
import { float32Array, wholeNumber } from "@anneal/core/arguments";
import { type HalfFormat, widen } from "@anneal/core/optimizer-engine";
import { openSource, type ReadableSource } from "../bytes/browser.js";
import { CHUNK_BYTES, ChunkReader } from "../bytes/chunk-reader.js";
import { type ByteSource, bytesIn } from "../bytes/ports.js";
import { CheckpointError } from "../errors.js";
import type { TensorDtype } from "./dtypes.js";
import { type Header, LENGTH_BYTES, readHeader, readHeaderLength, type TensorInfo } from "./read-header.js";

/**
 * The tensors and the metadata of a safetensors file. The header is read and checked when it is opened, tensors when they
 * are asked for: memory is needed for one tensor at a time.
 */
export class SafetensorsFile {
  /** The tensors by name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** The strings of `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly #reader: ChunkReader;

  /** @internal `openSafetensors` makes them. */
  constructor({ tensors, metadata }: Header, source: ByteSource) {
    this.tensors = tensors;
    this.metadata = metadata;
    this.#reader = new ChunkReader(source);
  }

  /** The values of a tensor of F32, F16 or BF16. @throws CheckpointError for one of another dtype */
  async read(name: string): Promise<Float32Array> {
    const values = new Float32Array(sizeOf(this.#floats(name)));
    await this.readInto(name, values);
    return values;
  }

  /** Fills `values`, an array of the tensor's length, as `read` does. */
  async readInto(name: string, values: Float32Array): Promise<void> {
    await this.readPart(name, 0, float32Array("values", values, sizeOf(this.#floats(name))));
  }

  /** Fills `values` with the elements of a tensor from `first` on, as `read` does. */
  async readPart(name: string, first: number, values: Float32Array): Promise<void> {
    const info = this.#floats(name);
    const last = wholeNumber("first", first) + values.length;
    if (last > sizeOf(info)) {
      throw new InvalidArgumentError("values", values, `for at most the ${sizeOf(info)} elements of ${name}`);
    }
    if (info.dtype === "F32") await this.#reader.read(info.start + 4 * first, bytesIn(values));
    else await this.#widen(info.start + 2 * first, values, info.dtype === "F16" ? "float16" : "bfloat16");
  }

  async #widen(start: number, values: Float32Array, format: HalfFormat): Promise<void> {
    const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
    const halves = new Uint16Array(Math.min(values.length, CHUNK_BYTES / 4));
    for (let done = 0; done < values.length; done += halves.length) {
      const some = halves.subarray(0, values.length - done);
      await this.#reader.read(start + 2 * done, bytesIn(some));
      widen(some, bits.subarray(done), format);
    }
  }

  #floats(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (info === undefined) throw new InvalidArgumentError("name", name, "the name of a tensor in the file");
    if (!isFloat(info.dtype))
      throw new CheckpointError(`tensors.${name}.dtype`, `is ${info.dtype}, not F32, F16 or BF16`);
    return info;
  }
}

/**
 * Opens a safetensors file: reads its header.
 * @param source A Blob, a file handle, a Response, or your own source.
 * @throws CheckpointError for a file that is not a safetensors file, is truncated, or has holes, overlaps or duplicates
 */
export async function openSafetensors(source: ReadableSource): Promise<SafetensorsFile> {
  const opened = await openSource("source", source);
  const bytes = await readHeaderBytes(opened);
  return new SafetensorsFile(readHeader(bytes.subarray(LENGTH_BYTES), opened.size), opened);
}

function sizeOf({ shape }: TensorInfo): number {
  return shape.reduce((product, each) => product * each, 1);
}

/** Whether float32 holds every value of an element type. */
export function isFloat(dtype: TensorDtype): boolean {
  return dtype === "F32" || dtype === "F16" || dtype === "BF16";
}

/** The bytes of the length and the header. @throws CheckpointError */
export async function readHeaderBytes(source: ByteSource): Promise<Uint8Array> {
  if (source.size < LENGTH_BYTES) {
    throw new CheckpointError("file.size", `is ${source.size}, too short for a safetensors file`);
  }
  const first = new Uint8Array(LENGTH_BYTES);
  await source.read(0, first);
  const bytes = new Uint8Array(LENGTH_BYTES + readHeaderLength(first, source.size));
  await source.read(0, bytes);
  return bytes;
}
