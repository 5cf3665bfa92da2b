/**
 * Positions in time, and the search for where a grid crosses a boundary.
 *
 * Every node is asked for its value at `t = offset + spacing * index` with a whole `index`. At the root the spacing is
 * 1 and the index is the step; a `time` or `cycles` node hands its child another offset and spacing, and the index
 * goes on counting whole numbers. That is what lets a leaf work in blocks of consecutive indices, so that one step
 * and a million steps take the same operations and give the same bits.
 */

/** A compiled node: its value at `t = offset + spacing * index`, with whole `index` and positive `spacing`. */
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

/** Whether indices can be counted on from one: beyond 2^53 neighbours are the same number. */
export function canCount(index: number, count: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(index + count);
}

/** An evaluator that can also fill. */
export function filling(evaluate: Evaluator, fill: Fill): Evaluator {
  return Object.assign(evaluate, { fill });
}

/** The smallest index whose time is at `bound` or after it. */
export function firstIndexAtOrAfter(bound: number, offset: number, spacing: number): number {
  let index = Math.ceil((bound - offset) / spacing);
  // The division may have rounded across the bound; beyond 2^53 neighbouring indices are the same number.
  if (offset + spacing * (index - 1) >= bound) index -= 1;
  else if (offset + spacing * index < bound) index += 1;
  return index;
}
