/** Writes a safetensors file. */
import { PIECE_BYTES, PieceWriter } from "../bytes/piece-writer.js";
import { type ByteSink, bytesIn } from "../bytes/ports.js";
import type { NamedTensor } from "./write-header.js";

/** Sees a file while it is written. */
export interface WriteObserver {
  /** Called before elements of a tensor are written; may throw. */
  readonly onElements: (tensor: NamedTensor, first: number, count: number) => void;
  /** Called with all bytes of the file in order. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** Writes a header and its tensors in order. */
export async function writeFile(
  sink: ByteSink,
  header: Uint8Array,
  tensors: readonly NamedTensor[],
  observer: WriteObserver | null = null,
): Promise<void> {
  const writer = new PieceWriter(sink);
  observer?.onBytes(header);
  for (let done = 0; done < header.byteLength; done += PIECE_BYTES) {
    await writer.add(header.subarray(done, done + PIECE_BYTES));
  }
  for (const tensor of tensors) {
    const bytes = bytesIn(tensor.values);
    const size = tensor.values.BYTES_PER_ELEMENT;
    for (let done = 0; done < bytes.byteLength; done += PIECE_BYTES) {
      const piece = bytes.subarray(done, done + PIECE_BYTES);
      observer?.onElements(tensor, done / size, piece.byteLength / size);
      observer?.onBytes(piece);
      await writer.add(piece);
    }
  }
  await writer.finish();
}
