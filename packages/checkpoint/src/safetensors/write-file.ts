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

/** As many bytes are seen at once: the first-level caches keep them from one look to the next. */
const LOOK_BYTES = 256 << 10;

/** Writes a header and its tensors in order. */
export async function writeFile(
  sink: ByteSink,
  header: Uint8Array,
  tensors: readonly NamedTensor[],
  observer: WriteObserver = {},
): Promise<void> {
  const writer = new ChunkWriter(sink);
  observer.onBytes?.(header);
  for (const part of partsOf(header)) await writer.add(part);
  for (const tensor of tensors) {
    const bytes = bytesIn(tensor.values);
    for (const [i, part] of partsOf(bytes).entries()) {
      look(tensor, i * CHUNK_BYTES, part, observer);
      await writer.add(part);
    }
  }
  await writer.finish();
}

function partsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.byteLength / CHUNK_BYTES) }, (_, i) =>
    bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
  );
}

function look(
  tensor: NamedTensor,
  start: number,
  part: Uint8Array,
  { onElements, onBytes }: WriteObserver,
): void {
  const size = tensor.values.BYTES_PER_ELEMENT;
  for (let done = 0; done < part.byteLength; done += LOOK_BYTES) {
    const bytes = part.subarray(done, done + LOOK_BYTES);
    onElements?.(tensor, (start + done) / size, bytes.byteLength / size);
    onBytes?.(bytes);
  }
}
