/** The block sizes of curves with tables. They must be the same in the kernel, or the bits would differ. */
import type { OwnedFloat64Array } from "../typed-arrays.js";

/** The number of steps that share the table of single steps. */
export const PART = 256;
/** The number of parts that share one expensive value: an angle, a power. */
export const PARTS = 16;
export const BLOCK = PART * PARTS;

/** The size of a table with at least `last + 1` entries. It doubles, so that short curves keep short tables. */
export function tableSize(last: number, largest: number): number {
  return Math.min(largest, Math.max(2 * (last + 1), 32));
}

export function enlarged(table: Float64Array, size: number): OwnedFloat64Array {
  const larger = new Float64Array(size);
  larger.set(table);
  return larger;
}
