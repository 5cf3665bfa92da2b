/** Headers of safetensors files, taken apart and put together again. */
import { xxhash64 } from "hash-wasm";

export interface HeaderJson {
  __metadata__?: Record<string, string>;
  [name: string]: unknown;
}

/** The header of a file as JSON, and what follows it. */
export function split(bytes: Uint8Array): { header: HeaderJson; data: Uint8Array } {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { header: JSON.parse(text), data: bytes.subarray(8 + length) };
}

/** A file with a header of any text. */
export function joined(header: string, data: Uint8Array, length?: bigint): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.byteLength + data.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.byteLength), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.byteLength);
  return bytes;
}

/** Where the digits of the checksum are. */
export const DIGITS = 8 + '{"__metadata__":{"anneal.checksum":"xxh64:'.length;

/** The file with the checksum that it should have, as an attacker makes it. */
export async function resealed(bytes: Uint8Array): Promise<Uint8Array> {
  const sealed = bytes.slice();
  sealed.fill(0x30, DIGITS, DIGITS + 16);
  sealed.set(new TextEncoder().encode(await xxhash64(sealed)), DIGITS);
  return sealed;
}
