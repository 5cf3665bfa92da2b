/** Writes a safetensors file. */
import { CHUNK_BYTES } from "../bytes/chunk-reader.js";
import { ChunkWriter } from "../bytes/chunk-writer.js";
import { type ByteSink, bytesIn } from "../bytes/ports.js";
import type { NamedTensor } from "./write-header.js";

/** What sees a file while it is written. */
export interface WriteObserver {
  /** Some elements of a tensor, before they are written; it may throw. */
  readonly onElements?: (tensor: NamedTensor, first: number, count: number) => void;
  /** Every byte of the file in turn. */
  readonly onBytes?: (bytes: Uint8Array) => void;
}

/** Writes a header and its tensors in order. */
export async function writeFile(
  sink: ByteSink,
  header: Uint8Array,
  tensors: readonly NamedTensor[],
  { onElements, onBytes = () => {} }: WriteObserver = {},
): Promise<void> {
  const writer = new ChunkWriter(sink, onBytes);
  await writer.add(header);
  for (const tensor of tensors) {
    const bytes = bytesIn(tensor.values);
    for (let done = 0; done < bytes.byteLength; done += CHUNK_BYTES) {
      const part = bytes.subarray(done, done + CHUNK_BYTES);
      const size = tensor.values.BYTES_PER_ELEMENT;
      onElements?.(tensor, done / size, part.byteLength / size);
      await writer.add(part);
    }
  }
  await writer.finish();
}
