/** Where bytes come from and go to: files, blobs, memory. */

/** Bytes that can be read from any place. */
export interface ByteSource {
  /** How many bytes there are. */
  readonly size: number;
  /** Fills `into` with the bytes from `position` on; rejects where there are fewer. */
  read(position: number, into: Uint8Array): Promise<void>;
}

/** What takes bytes at any place. */
export interface ByteSink {
  /** Writes all of `bytes`, which do not change until it resolves. */
  write(position: number, bytes: Uint8Array): Promise<void>;
}

/** The bytes of an array, in place. */
export function bytesIn(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
