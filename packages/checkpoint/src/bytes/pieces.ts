/** Reads a source to its end, one piece ahead of its consumer. */
import { CHUNK_BYTES } from "./chunk-reader.js";
import type { ByteSource } from "./ports.js";

/** Calls `see` with the pieces from `start` on, in order; each is valid until it returns. */
export async function forEachPiece(
  source: ByteSource,
  start: number,
  see: (position: number, piece: Uint8Array) => void,
): Promise<void> {
  const length = Math.min(CHUNK_BYTES, source.size - start);
  const buffers = [new Uint8Array(length), new Uint8Array(length)] as const;
  const read = async (position: number) => {
    const buffer = buffers[((position - start) / length) % 2] as Uint8Array;
    const piece = buffer.subarray(0, Math.min(length, source.size - position));
    await source.read(position, piece);
    return piece;
  };
  let reading = length > 0 ? read(start) : null;
  for (let position = start; reading !== null; position += length) {
    const piece = await reading;
    reading = position + length < source.size ? read(position + length) : null;
    // Awaited in the next round, unless `see` throws.
    reading?.catch(() => {});
    see(position, piece);
  }
}
