/**
 * Positions in time, and the search for where a grid crosses a boundary.
 *
 * Every node is asked for its value at `t = offset + spacing * index` with a whole `index`. At the root the spacing is
 * 1 and the index is the step; a `time` or `cycles` node hands its child another offset and spacing, and the index
 * goes on counting whole numbers. That is what lets a leaf work in blocks of consecutive indices, so that one step
 * and a million steps take the same operations and give the same bits.
 */

/** A compiled node: its value at `t = offset + spacing * index`, with whole `index` and positive `spacing`. */
export type Evaluator = (index: number, offset: number, spacing: number) => number;

/** The smallest index whose time is at `bound` or after it. */
export function firstIndexAtOrAfter(bound: number, offset: number, spacing: number): number {
  let index = Math.ceil((bound - offset) / spacing);
  // The division may have rounded across the bound; beyond 2^53 neighbouring indices are the same number.
  if (offset + spacing * (index - 1) >= bound) index -= 1;
  else if (offset + spacing * index < bound) index += 1;
  return index;
}
