/** Instance memory for arrays that live as long as the instance. */
import { OutOfMemoryError } from "@anneal/core";
import { PAGE_BYTES } from "./instance.js";

/** The range of 32-bit addresses. */
export const MAXIMUM_BYTES = 65_536 * PAGE_BYTES;
/** A cache line, and a multiple of the size of every vector and number. */
const ALIGNMENT = 64;

/**
 * Grows the instance's memory once by the size of all arrays, zeroed.
 *
 * Earlier views of the memory are detached; later ones stay valid until the next call.
 *
 * @param advice What to do if they don't fit, for the error.
 * @returns The address of each array, aligned to 64 bytes.
 * @throws OutOfMemoryError before anything changes.
 */
export function reserve(
  instance: { readonly memory: WebAssembly.Memory },
  byteLengths: readonly number[],
  advice: string,
): number[] {
  const { memory } = instance;
  // The initial memory belongs to the module: its stack and constants.
  let end = memory.buffer.byteLength;
  const addresses = byteLengths.map((byteLength) => {
    const address = end;
    end += Math.ceil(byteLength / ALIGNMENT) * ALIGNMENT;
    return address;
  });
  if (end > MAXIMUM_BYTES) throw new OutOfMemoryError(end, MAXIMUM_BYTES, advice);
  try {
    memory.grow(Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new OutOfMemoryError(end, null, advice);
  }
  return addresses;
}
