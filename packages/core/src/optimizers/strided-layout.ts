/** The layout of slots with a value for every nth element of their parameter. */
import { BLOCK_LENGTH } from "../kernel-sizes.js";
import type { MemoryPlan } from "./memory-plan.js";

/** The values of one tensor in such a slot. */
interface StridedRange {
  readonly start: number;
  readonly length: number;
}

export interface StridedLayout {
  /** The distance between the elements, at least 2. */
  readonly stride: number;
  /** By the index of a parameter in its group. */
  readonly tensors: readonly StridedRange[];
  /** The start of the values of each tensor in a strided slot, by the start of the tensor. */
  readonly starts: ReadonlyMap<number, number>;
  /** The number of values of all tensors. */
  readonly values: number;
  /** The positions of the selected elements of a block of parameters and of gradients, in bytes. */
  readonly p: number;
  readonly g: number;
}

/** @returns Null if the stride is 1. */
export function layOutStrided(
  plan: MemoryPlan,
  tensors: readonly { readonly start: number; readonly length: number }[],
  stride: number,
): StridedLayout | null {
  if (stride === 1) return null;
  const ranges: StridedRange[] = [];
  const starts = new Map<number, number>();
  let values = 0;
  for (const { start, length } of tensors) {
    const range = { start: values, length: Math.ceil(length / stride) };
    ranges.push(range);
    // A tensor without elements starts where another one does.
    if (length > 0) starts.set(start, range.start);
    values += range.length;
  }
  const longest = tensors.reduce((most, { length }) => Math.max(most, length), 0);
  const block = Math.ceil(Math.min(longest, BLOCK_LENGTH) / stride);
  return { stride, tensors: ranges, starts, values, p: plan.region(block), g: plan.region(block) };
}
