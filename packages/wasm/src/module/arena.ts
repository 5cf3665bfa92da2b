/** Memory of an instance for arrays that live as long as it does. */
import { OutOfMemoryError } from "@anneal/core";
import { PAGE_BYTES } from "./instance.js";

/** What 32-bit addresses reach. */
export const MAXIMUM_BYTES = 65_536 * PAGE_BYTES;
/** A cache line, and a multiple of every vector's and number's size. */
const ALIGNMENT = 64;

/**
 * Grows the instance's memory once by what all of the arrays need, zeroed.
 *
 * Views of the memory that were made before don't survive this; those made afterwards do, as long as nobody reserves
 * again.
 *
 * @param advice What to do when they don't fit, for the error.
 * @returns The address of each array, aligned to 64 bytes.
 * @throws OutOfMemoryError before anything is changed.
 */
export function reserve(
  instance: { readonly memory: WebAssembly.Memory },
  byteLengths: readonly number[],
  advice: string,
): number[] {
  const { memory } = instance;
  // All that is there at first is the module's own: its stack and constants.
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
