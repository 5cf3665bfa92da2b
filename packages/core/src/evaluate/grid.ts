/**
 * Positions in time, and the search for where a grid crosses a boundary.
 *
 * Every node is asked for its value at `t = offset + spacing * index` with a whole `index`. At the root the spacing is
 * 1 and the index is the step; a `time` or `cycles` node hands its child another offset and spacing, and the index
 * goes on counting whole numbers. That is what lets a leaf work in blocks of consecutive indices, so that one step
 * and a million steps take the same operations and give the same bits.
 */

/**
 * A compiled node: its value at `t = offset + spacing * index`, a finite time, with a whole `index` and a `spacing` of at
 * least `LEAST_SPACING`.
 */
export interface Evaluator {
  (index: number, offset: number, spacing: number): number;
  /** Many values at once, where that is faster. */
  readonly fill?: Fill;
}

/**
 * Writes the values at `out.length` indices from `index` on, with the bits that the evaluator has for each. False, and
 * nothing is written: here they have to be asked for one by one.
 */
export type Fill = (out: Float64Array, index: number, offset: number, spacing: number) => boolean;

/** Fills by an evaluator: at once where it can, else one index after the other. */
export function fillBy(
  evaluate: Evaluator,
  out: Float64Array,
  index: number,
  offset: number,
  spacing: number,
): void {
  if (evaluate.fill?.(out, index, offset, spacing) === true) return;
  for (let i = 0; i < out.length; i++) out[i] = evaluate(index + i, offset, spacing);
}

/** Whether indices can be counted on from one: beyond 2^53 neighbors are the same number. */
export function canCount(index: number, count: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(index + count);
}

/**
 * The least spacing of a grid, and the least time that counts as a length: the smallest normal float64. Below it numbers
 * lose their digits, and their inverses are infinite.
 */
export const LEAST_SPACING = 2 ** -1022;

/** Whether a grid has a finite time at an index, at a spacing that can be divided by. */
export function isOnGrid(index: number, offset: number, spacing: number): boolean {
  // The spacing need not be checked for infinity: the time would not be finite.
  return spacing >= LEAST_SPACING && Number.isFinite(offset + spacing * index);
}

/**
 * The value of a node at a single time, NaN where that is not finite: for where the grid that a `time`, `cycles` or
 * `join` node makes for its child leaves the range of float64, because its spacing underflows or an index overflows.
 */
export function valueAtTime(node: Evaluator, t: number): number {
  if (!Number.isFinite(t)) return Number.NaN;
  // Not floor: below 0 the difference to it would be rounded.
  const whole = Math.trunc(t);
  return node(whole, t - whole, 1);
}

/** Whether a range of indices can be filled at once: they are counted exactly, and their times are finite. */
export function canFill(count: number, index: number, offset: number, spacing: number): boolean {
  if (!canCount(index, count)) return false;
  return isOnGrid(index, offset, spacing) && isOnGrid(index + count - 1, offset, spacing);
}

/** An evaluator that can also fill. */
export function filling(evaluate: Evaluator, fill: Fill): Evaluator {
  return Object.assign(evaluate, { fill });
}

/** The smallest index whose time is at `bound` or after it. */
export function firstIndexAtOrAfter(bound: number, offset: number, spacing: number): number {
  let index = Math.ceil((bound - offset) / spacing);
  // The division may have rounded across the bound; beyond 2^53 neighboring indices are the same number.
  if (offset + spacing * (index - 1) >= bound) index -= 1;
  else if (offset + spacing * index < bound) index += 1;
  return index;
}
