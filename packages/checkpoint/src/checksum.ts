/** The checksum of a checkpoint: XXH64 of the file in which its own digits are zeros. */
import { createXXHash64 } from "hash-wasm";
import { CheckpointError } from "./errors.js";
import { LENGTH_BYTES, METADATA_KEY } from "./safetensors/read-header.js";

const KEY = "anneal.checksum";
const ALGORITHM = "xxh64:";
const DIGITS = 16;
/** What every header of a checkpoint begins with, so that the digits have a fixed place. */
const BEGINNING = `{"${METADATA_KEY}":{"${KEY}":"${ALGORITHM}`;

/** Where the digits are in the file. */
export const CHECKSUM_POSITION = LENGTH_BYTES + BEGINNING.length;

/** The first entry of the metadata, with zeros for digits. */
export const CHECKSUM_ENTRY: readonly [string, string] = [KEY, ALGORITHM + "0".repeat(DIGITS)];

/** Sums up a file from its first byte to its last. */
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
 * Takes the digits out of a header, leaving zeros.
 * @param header The length and the header.
 * @throws CheckpointError where it is not the header of a checkpoint
 */
export function takeDigits(header: Uint8Array): string {
  const decoder = new TextDecoder();
  const beginning = decoder.decode(header.subarray(LENGTH_BYTES, CHECKSUM_POSITION));
  const digits = header.subarray(CHECKSUM_POSITION, CHECKSUM_POSITION + DIGITS);
  const text = decoder.decode(digits);
  if (beginning !== BEGINNING || !/^[\da-f]{16}$/.test(text)) {
    throw new CheckpointError(
      `${METADATA_KEY}.${KEY}`,
      "is not at its place: this file was not written, or written again by another program",
    );
  }
  digits.fill("0".charCodeAt(0));
  return text;
}

/** @throws CheckpointError where the digits are others than those in the file */
export function compareDigits(checksum: Checksum, digits: string): void {
  const found = new TextDecoder().decode(checksum.digest());
  if (found === digits) return;
  throw new CheckpointError(
    `${METADATA_KEY}.${KEY}`,
    `is ${digits}, but the file has ${found}: it is damaged, or was changed after it was written`,
  );
}
