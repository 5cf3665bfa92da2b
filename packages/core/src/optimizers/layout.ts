/** Where everything of an optimizer lies in its arena. */
import { BLOCK_LENGTH } from "./arena.js";

/** Groups start on a cache line: 16 float32 values. */
const ALIGNMENT = 16;

/**
 * Each array of the rule (parameters, gradients, moments) is one region with all tensors in order, so a tensor has the
 * same offset in each. Tensors of a group touch, and so a group whose tensors are equally old is one run for the kernel.
 *
 * With the caller's arrays the parameters and gradients are only a block long: pieces of the tensors pass through.
 */
export interface ArenaLayout {
  /** The offset of each tensor within a region. */
  readonly offsets: readonly number[];
  /** The start of each region. */
  readonly parameters: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** -1 without AMSGrad. */
  readonly largest: number;
  /** Of the whole arena. */
  readonly length: number;
}

/** @param groups The lengths of the tensors, group by group. */
export function layOut(
  groups: readonly (readonly number[])[],
  memory: "resident" | "caller",
  amsgrad: boolean,
): ArenaLayout {
  const offsets: number[] = [];
  let all = 0;
  for (const lengths of groups) {
    for (const length of lengths) {
      offsets.push(all);
      all += length;
    }
    all = Math.ceil(all / ALIGNMENT) * ALIGNMENT;
  }
  const passing = memory === "resident" ? all : Math.min(all, BLOCK_LENGTH);
  return {
    offsets,
    parameters: 0,
    gradients: passing,
    first: 2 * passing,
    second: 2 * passing + all,
    largest: amsgrad ? 2 * passing + 2 * all : -1,
    length: 2 * passing + (amsgrad ? 3 : 2) * all,
  };
}
