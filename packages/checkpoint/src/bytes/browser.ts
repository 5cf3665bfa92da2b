/** Blobs, files of the origin-private file system, and responses. */
import { InvalidArgumentError } from "@anneal/core";
import { isFunction, isRecord, wholeNumber } from "@anneal/core/arguments";
import { CheckpointError } from "../errors.js";
import type { ByteSink, ByteSource } from "./ports.js";

/** Bytes in memory that is not shared, as browsers require. */
type OwnedBytes = ReturnType<typeof Uint8Array.of>;

/** A `Blob` or a `File`. */
export interface ReadableBlob {
  readonly size: number;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** A `FileSystemFileHandle`, of the origin-private file system or of a file picker. */
export interface FileHandleLike {
  getFile(): Promise<ReadableBlob>;
  createWritable(): Promise<WritableFile>;
}

/** A `FileSystemWritableFileStream`: its contents replace the file when it is closed. */
export interface WritableFile {
  write(chunk: {
    readonly type: "write";
    readonly position: number;
    readonly data: OwnedBytes;
  }): Promise<void>;
  close(): Promise<void>;
  abort(): Promise<void>;
}

/** A `Response` of `fetch`. */
export interface ResponseLike {
  readonly ok: boolean;
  readonly status: number;
  blob(): Promise<ReadableBlob>;
}

/** The sources of checkpoints and safetensors files. */
export type ReadableSource = ByteSource | ReadableBlob | FileHandleLike | ResponseLike;

/**
 * Opens a source. A response is stored first, because it can be read only once; browsers keep large blobs on disk. To keep
 * it, write its body to a file of the origin-private file system and pass that.
 * @throws InvalidArgumentError for another value, CheckpointError for an unsuccessful response
 */
export async function openSource(argument: string, source: unknown): Promise<ByteSource> {
  if (isRecord(source)) {
    if (isFunction(source.read)) return sized(argument, source as unknown as ByteSource);
    if (isFunction(source.slice)) return blobSource(argument, source);
    if (isFunction(source.getFile)) return blobSource(argument, await source.getFile());
    if (isFunction(source.blob)) return blobSource(argument, await bodyOf(source as unknown as ResponseLike));
  }
  throw new InvalidArgumentError(
    argument,
    source,
    "a Blob, a file handle, a Response or an object with read and size",
  );
}

async function bodyOf(response: ResponseLike): Promise<ReadableBlob> {
  if (response.ok) return response.blob();
  throw new CheckpointError("response.status", `is ${response.status}, which is not a success`);
}

/** A source with a checked size. */
function sized(argument: string, source: ByteSource): ByteSource {
  const size = wholeNumber(`${argument}.size`, source.size);
  return { size, read: (position, into) => source.read(position, into) };
}

function blobSource(argument: string, value: unknown): ByteSource {
  if (!isRecord(value) || !isFunction(value.slice)) {
    throw new InvalidArgumentError(argument, value, "a source of a Blob");
  }
  const blob = value as unknown as ReadableBlob;
  return sized(argument, {
    size: blob.size,
    async read(position, into) {
      const buffer = await blob.slice(position, position + into.byteLength).arrayBuffer();
      if (buffer.byteLength < into.byteLength) {
        throw new CheckpointError("file.size", `ends ${into.byteLength - buffer.byteLength} bytes early`);
      }
      into.set(new Uint8Array(buffer));
    },
  });
}

/** A sink that makes a blob. */
export class BlobSink implements ByteSink {
  #parts: Blob[] = [];
  #size = 0;

  async write(position: number, bytes: Uint8Array): Promise<void> {
    if (position === this.#size) this.#parts.push(new Blob([owned(bytes)]));
    else this.#parts = [this.#replaced(position, bytes)];
    this.#size = Math.max(this.#size, position + bytes.byteLength);
  }

  get blob(): Blob {
    return new Blob(this.#parts);
  }

  #replaced(position: number, bytes: Uint8Array): Blob {
    const whole = this.blob;
    return new Blob([whole.slice(0, position), owned(bytes), whole.slice(position + bytes.byteLength)]);
  }
}

/** Writes to a sink, or replaces the file of a handle. @throws InvalidArgumentError for another value */
export async function writeTo(target: unknown, write: (sink: ByteSink) => Promise<void>): Promise<void> {
  if (isRecord(target) && isFunction(target.createWritable)) {
    await writeToHandle(target as unknown as FileHandleLike, write);
  } else if (isRecord(target) && isFunction(target.write)) {
    await write(target as unknown as ByteSink);
  } else {
    const expected = "a file handle or an object with write; @anneal/checkpoint/node takes paths";
    throw new InvalidArgumentError("target", target, expected);
  }
}

/** Replaces a file once `write` has resolved; if it rejects, the file stays as it was. */
async function writeToHandle(
  handle: FileHandleLike,
  write: (sink: ByteSink) => Promise<void>,
): Promise<void> {
  const file = await handle.createWritable();
  try {
    await write({
      write: (position, bytes) => file.write({ type: "write", position, data: owned(bytes) }),
    });
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.close();
}

/** Browsers reject shared memory. */
function owned(bytes: Uint8Array): OwnedBytes {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as OwnedBytes) : Uint8Array.from(bytes);
}
