/** Blocks and tables of curves. */
import { PART, PARTS } from "../kernel-sizes.js";
import type { OwnedFloat64Array } from "../typed-arrays.js";

/** The number of steps that share one expensive value. */
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
