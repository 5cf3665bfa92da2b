/**
 * Grids of times, and the search for the index at which a grid crosses a boundary.
 *
 * Every node is evaluated at `t = offset + spacing * index` with a whole `index`. At the root the spacing is 1 and the
 * index is the step; a `time` or `cycles` node passes another offset and spacing to its child, and the index stays a
 * whole number. A leaf can therefore work in blocks of consecutive indices, so that one step and a million steps use
 * the same operations and give the same bits.
 */

/**
 * A compiled node: its value at `t = offset + spacing * index`, a finite time, with a whole `index` and a `spacing` of at
 * least `LEAST_SPACING`.
 */
export interface Evaluator {
  (index: number, offset: number, spacing: number): number;
  /** Many values at once, if that is faster. */
  readonly fill?: Fill;
}

/**
 * Writes the values at `out.length` indices from `index` on, with the bits of the evaluator. Returns false, and writes
 * nothing, if the values must be evaluated one by one.
 */
export type Fill = (out: Float64Array, index: number, offset: number, spacing: number) => boolean;

/** Fills an array with an evaluator: at once if possible, otherwise index by index. */
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

/** Whether consecutive indices are distinct: beyond 2^53 neighbors are the same number. */
export function canCount(index: number, count: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(index + count);
}

/**
 * The smallest spacing of a grid, and the smallest time that counts as a length: the smallest normal float64. Smaller
 * numbers lose digits, and their inverses are infinite.
 */
export const LEAST_SPACING = 2 ** -1022;

/** Whether a grid has a finite time at an index, and a spacing that can be divided by. */
export function isOnGrid(index: number, offset: number, spacing: number): boolean {
  // An infinite spacing makes the time infinite, so it needs no separate check.
  return spacing >= LEAST_SPACING && Number.isFinite(offset + spacing * index);
}

/**
 * The value of a node at a single time, NaN if the time is not finite. Used if the grid that a `time`, `cycles` or
 * `join` node creates for its child leaves the range of float64, because its spacing underflows or an index overflows.
 */
export function valueAtTime(node: Evaluator, t: number): number {
  if (!Number.isFinite(t)) return Number.NaN;
  // Not floor: for negative times the difference to the floor would be rounded.
  const whole = Math.trunc(t);
  return node(whole, t - whole, 1);
}

/** Whether a range of indices can be filled at once: they are exact, and their times are finite. */
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
