/** Where bytes come from and go to: files, blobs, memory. */

/** A source of bytes with random access. */
export interface ByteSource {
  /** The size in bytes. */
  readonly size: number;
  /** Fills `into` with the bytes from `position` on; rejects if there are fewer. */
  read(position: number, into: Uint8Array): Promise<void>;
}

/** A sink that accepts bytes at any position. */
export interface ByteSink {
  /** Writes all of `bytes`, which do not change until it resolves. */
  write(position: number, bytes: Uint8Array): Promise<void>;
}

/** The bytes of an array, in place. */
export function bytesIn(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
