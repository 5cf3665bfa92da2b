/** Where everything of an optimizer lies in its arena. */
import { BLOCK_LENGTH } from "./arena.js";
import { SCALARS_LENGTH } from "./scalars.js";

/** Groups and regions start on a cache line: 16 float32 values. */
const ALIGNMENT = 16;

/**
 * Where regions start within a page of 4096 bytes, 832 bytes apart. Processors compare the last twelve bits of addresses
 * to see whether a load may need an earlier store: regions at the same place in their pages would wait for each other.
 */
const PAGE = 1024;
const STAGGER = 13 * ALIGNMENT;

/**
 * Each array of the rule (parameters, gradients, moments) is one region with all tensors in order, so a tensor has the
 * same offset in each. Tensors of a group touch, and so a group whose tensors are equally old is one run for the kernel.
 *
 * With the caller's arrays the parameters and gradients are only a block long: pieces of the tensors pass through.
 */
export interface ArenaLayout {
  /** Where each tensor starts and ends within a region. */
  readonly offsets: readonly number[];
  readonly ends: readonly number[];
  /** How many parameters and gradients the arena holds at a time. */
  readonly passing: number;
  /** The start of each region. */
  readonly parameters: number;
  readonly gradients: number;
  readonly first: number;
  readonly second: number;
  /** -1 without AMSGrad. */
  readonly largest: number;
  /** The numbers of the groups, one after the other. */
  readonly scalars: number;
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
  const ends: number[] = [];
  let all = 0;
  for (const lengths of groups) {
    for (const length of lengths) {
      offsets.push(all);
      all += length;
      ends.push(all);
    }
    all = Math.ceil(all / ALIGNMENT) * ALIGNMENT;
  }
  const passing = memory === "resident" ? all : Math.min(all, BLOCK_LENGTH);
  let regions = 0;
  let end = 0;
  const region = (length: number) => {
    const start = end + ((((regions * STAGGER - end) % PAGE) + PAGE) % PAGE);
    regions++;
    end = start + length;
    return start;
  };
  return {
    offsets,
    ends,
    passing,
    parameters: region(passing),
    gradients: region(passing),
    first: region(all),
    second: region(all),
    largest: amsgrad ? region(all) : -1,
    scalars: region(groups.length * SCALARS_LENGTH),
    length: end,
  };
}
