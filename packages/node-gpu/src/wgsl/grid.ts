/** The time at a node in generated code, and the search for the index at which a bound is reached. */
import { InvalidArgumentError } from "@anneal/core";
import { LEAST_SPACING } from "@anneal/core/schedule-engine";
import { plus, type Rational, rational, times } from "./rational.js";

/**
 * The time at a node is `t = offset + spacing * (index - first)`, as in the host's interpreter. The index is a 64-bit
 * integer in two words; everything else is known when the code is generated. A comparison of the time with a bound
 * therefore becomes a comparison of integers, computed with the host's own arithmetic, and no step, however large, is on
 * the wrong side.
 */
export interface Grid {
  readonly offset: number;
  readonly spacing: number;
  readonly first: bigint;
  /** The smallest and the largest index that can reach the node. */
  readonly low: bigint;
  readonly high: bigint;
  /**
   * Times closer to a bound than this relative difference count as equal to it. 0 if the time has the host's bits; below
   * `cycles` the fraction of a cycle differs from the host's in its last bits.
   */
  readonly tolerance: number;
}

/** The last step: the largest integer that a float64 counts to exactly. */
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
 * Rejects a grid that leaves the range of float64, where the host returns NaN and exact fractions do not exist.
 * @throws InvalidArgumentError
 */
export function refuseBeyondFloat64(grid: Grid): void {
  const times = [grid.offset, timeAt(grid, grid.low), timeAt(grid, grid.high)];
  if (grid.spacing >= LEAST_SPACING && times.every(Number.isFinite)) return;
  const expected = "a schedule whose times stay within float64 for every step up to 2^53 - 1";
  const { offset, spacing } = grid;
  throw new InvalidArgumentError("schedule", { time: offset, change: spacing }, expected);
}

/** The smallest index of the grid for which the monotonic `reached` is true; `high + 1` if there is none. */
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
