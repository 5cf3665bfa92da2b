/** Finds arrays that share elements but must not. */
import { bufferOf, byteOffsetOf, byteLengthOf as bytesOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { ParameterArray } from "./parameter-array.js";

const byteLengthOf = (array: ParameterArray) => bytesOf(array as Float32Array);

interface Range {
  readonly start: number;
  readonly end: number;
  readonly index: number;
}

/**
 * Rejects two arrays that share an element, because an operation on one would change the other.
 *
 * @param arrays Null: no array. Arrays without elements share nothing.
 * @param nameOf The name of the array at an index; of two that overlap, the error names the later one.
 * @throws InvalidArgumentError
 */
export function refuseOverlaps(
  arrays: readonly (ParameterArray | null)[],
  nameOf: (index: number) => string,
): void {
  if (haveOwnBuffers(arrays)) return;
  const views = new Map<ArrayBufferLike, Range[]>();
  for (let index = 0; index < arrays.length; index++) {
    const array = arrays[index];
    if (!array || byteLengthOf(array) === 0) continue;
    const buffer = bufferOf(array);
    const start = byteOffsetOf(array);
    const range = { start, end: start + byteLengthOf(array), index };
    const sameBuffer = views.get(buffer);
    if (sameBuffer === undefined) views.set(buffer, [range]);
    else sameBuffer.push(range);
  }
  for (const ranges of views.values()) {
    ranges.sort((a, b) => a.start - b.start);
    for (const [i, range] of ranges.entries()) {
      const next = ranges[i + 1];
      if (next === undefined || next.start >= range.end) continue;
      const later = Math.max(range.index, next.index);
      const other = nameOf(Math.min(range.index, next.index));
      throw new InvalidArgumentError(
        nameOf(later),
        arrays[later],
        `apart from ${other}, whose values it shares`,
      );
    }
  }
}

/** A fast path for the usual case, because gradients are checked at every step. */
function haveOwnBuffers(arrays: readonly (ParameterArray | null)[]): boolean {
  if (arrays.length === 1) return true;
  const buffers = new Set<ArrayBufferLike>();
  let count = 0;
  for (let i = 0; i < arrays.length; i++) {
    const array = arrays[i];
    if (!array || byteLengthOf(array) === 0) continue;
    buffers.add(bufferOf(array));
    count++;
  }
  return buffers.size === count;
}
