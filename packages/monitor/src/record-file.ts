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

const HEAD = 12;
const TAIL = 4;
/** Far longer than any event: a longer record means another kind of file. */
const LONGEST = 1 << 30;

export interface Frame {
  readonly data: Uint8Array;
  /** The length of the whole frame in bytes. */
  readonly length: number;
}

/** The record at the start of the bytes, if it is complete and its checksums are correct. */
export function readFrame(bytes: Uint8Array): Frame | "incomplete" | "wrong" {
  if (bytes.length < HEAD) return "incomplete";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = Number(view.getBigUint64(0, true));
  if (view.getUint32(8, true) !== maskedCrc(bytes.subarray(0, 8)) || size > LONGEST) return "wrong";
  const length = HEAD + size + TAIL;
  if (bytes.length < length) return "incomplete";
  const data = bytes.subarray(HEAD, HEAD + size);
  return view.getUint32(HEAD + size, true) === maskedCrc(data) ? { data, length } : "wrong";
}

/** Rotated and shifted, because checksums of data that contains checksums are weak. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
