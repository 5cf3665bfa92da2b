/** The framing of TensorFlow's record files (tensorflow/core/lib/io/record_writer.cc). */
import { crc32c } from "./crc32c.js";

/** A record: its length, the masked checksum of the length, its bytes, and their masked checksum; little-endian. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(data.length + 16);
  const view = new DataView(frame.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc(frame.subarray(0, 8)), true);
  frame.set(data, 12);
  view.setUint32(12 + data.length, maskedCrc(data), true);
  return frame;
}

/** Rotated and shifted, because checksums of data that hold checksums are weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
