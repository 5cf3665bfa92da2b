/** The checksum of a checkpoint: XXH64 of the file, with zeros in place of its own digits. */
import { createXXHash64 } from "hash-wasm";
import { CheckpointError } from "./errors.js";
import { LENGTH_BYTES, METADATA_KEY } from "./safetensors/read-header.js";

const KEY = "anneal.checksum";
const ALGORITHM = "xxh64:";
const DIGITS = 16;
/** The beginning of every header, so that the digits have a fixed position. */
const BEGINNING = `{"${METADATA_KEY}":{"${KEY}":"${ALGORITHM}`;

/** The position of the digits in the file. */
export const CHECKSUM_POSITION = LENGTH_BYTES + BEGINNING.length;

/** The first entry of the metadata, with zeros for digits. */
export const CHECKSUM_ENTRY: readonly [string, string] = [KEY, ALGORITHM + "0".repeat(DIGITS)];

/** Takes the bytes of a file in order. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

export async function createChecksum(): Promise<Checksum> {
  const hasher = await createXXHash64();
  return {
    update: (bytes) => void hasher.update(bytes),
    digest: () => new TextEncoder().encode(hasher.digest()),
  };
}

/**
 * Replaces the digits in a header by zeros, and returns them.
 * @param header The length and the header.
 * @throws CheckpointError if it is not the header of a checkpoint
 */
export function takeDigits(header: Uint8Array): string {
  const decoder = new TextDecoder();
  const beginning = decoder.decode(header.subarray(LENGTH_BYTES, CHECKSUM_POSITION));
  const digits = header.subarray(CHECKSUM_POSITION, CHECKSUM_POSITION + DIGITS);
  const text = decoder.decode(digits);
  if (beginning !== BEGINNING || !/^[\da-f]{16}$/.test(text)) {
    throw new CheckpointError(
      `${METADATA_KEY}.${KEY}`,
      "is not the first entry: saveCheckpoint did not write this file, or another program has rewritten it",
    );
  }
  digits.fill("0".charCodeAt(0));
  return text;
}

/** @throws CheckpointError if the file has another checksum */
export function compareDigits(checksum: Checksum, digits: string): void {
  const found = new TextDecoder().decode(checksum.digest());
  if (found === digits) return;
  throw new CheckpointError(
    `${METADATA_KEY}.${KEY}`,
    `is ${digits}, but that of the contents is ${found}: the file is damaged or was changed`,
  );
}
