/** What the generated code knows of the time at a node, and the search for the index at which a bound is reached. */
import { InvalidArgumentError } from "@anneal/core";
import { LEAST_SPACING } from "@anneal/core/schedule-engine";
import { plus, type Rational, rational, times } from "./rational.js";

/**
 * The time at a node is `t = offset + spacing * (index - first)`, as in the host's interpreter. The index is a whole
 * number of 64 bits that the code has in two words; everything else is known when the code is written. So a comparison
 * of the time with a bound becomes one of whole numbers, made with the host's own arithmetic: no step is on the wrong
 * side, however large.
 */
export interface Grid {
  readonly offset: number;
  readonly spacing: number;
  readonly first: bigint;
  /** The smallest and the largest index that can reach the node. */
  readonly low: bigint;
  readonly high: bigint;
  /**
   * Times nearer than this share to a bound count as equal to it. 0 while the time has the host's bits; below `cycles`
   * the fraction of a cycle differs from the host's in its last ones.
   */
  readonly tolerance: number;
}

/** Steps that count as steps: what a float64 counts exactly. */
export const LAST_STEP = Number.MAX_SAFE_INTEGER;

export const rootGrid: Grid = {
  offset: 0,
  spacing: 1,
  first: 0n,
  low: 0n,
  high: BigInt(LAST_STEP),
  tolerance: 0,
};

/** The fraction of a cycle, 0 to 1, as a number of 2^-64. */
export const fractionGrid: Grid = {
  offset: 0,
  spacing: 2 ** -64,
  first: 0n,
  low: 0n,
  high: 2n ** 64n - 1n,
  tolerance: 2 ** -50,
};

export function timeAt(grid: Grid, index: bigint): number {
  return grid.offset + grid.spacing * Number(index - grid.first);
}

/**
 * Refuses a grid that leaves the range of float64 somewhere: the host has NaN there, and exact fractions have nothing.
 * @throws InvalidArgumentError
 */
export function refuseBeyondFloat64(grid: Grid): void {
  const times = [grid.offset, timeAt(grid, grid.low), timeAt(grid, grid.high)];
  if (grid.spacing >= LEAST_SPACING && times.every(Number.isFinite)) return;
  const expected = "a schedule whose times stay within float64 for every step up to 2^53 - 1";
  const { offset, spacing } = grid;
  throw new InvalidArgumentError("schedule", { time: offset, change: spacing }, expected);
}

/** The smallest index of the grid for which `reached`, which is false up to there, is true; `high + 1` for none. */
export function firstIndex(grid: Grid, reached: (time: number) => boolean): bigint {
  let low = grid.low;
  let high = grid.high + 1n;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (reached(timeAt(grid, middle))) high = middle;
    else low = middle + 1n;
  }
  return low;
}

/** The first index at `t >= bound`. */
export function indexAt(grid: Grid, bound: number): bigint {
  return firstIndex(grid, (time) => time >= bound - margin(grid, bound));
}

/** The first index at `t > bound`. */
export function indexAfter(grid: Grid, bound: number): bigint {
  return firstIndex(grid, (time) => time > bound + margin(grid, bound));
}

function margin({ tolerance, offset }: Grid, bound: number): number {
  return tolerance * Math.max(Math.abs(bound), Math.abs(offset));
}

/** `a + b * index`, exactly. */
export interface Line {
  readonly constant: Rational;
  readonly slope: Rational;
}

/** The time of a grid as a line over the index. */
export function timeLine(grid: Grid): Line {
  const slope = rational(grid.spacing);
  const start = times(slope, { numerator: -grid.first, denominator: 1n });
  return { constant: plus(rational(grid.offset), start), slope };
}

/** `offset + factor * line`. */
export function lineOf(line: Line, factor: Rational, offset: Rational): Line {
  return { constant: plus(times(line.constant, factor), offset), slope: times(line.slope, factor) };
}

export function lineAt({ constant, slope }: Line, index: bigint): Rational {
  return plus(constant, times(slope, { numerator: index, denominator: 1n }));
}
