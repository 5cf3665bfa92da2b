/** Levenberg-Marquardt: iterates from approximate numbers to the least squares. */
import { solve, sumOfSquares } from "./least-squares.js";

const MOST_ITERATIONS = 40;
const MOST_DAMPING = 1e12;
/** A step that improves the squares by less than this share is the last one. */
const ENOUGH = 1e-9;
/** The same while the numbers are still far from the points, where more steps rarely help. */
const HOPELESS = 0.03;

export interface LeastSquaresProblem {
  /** The difference at each point; null: the numbers are out of range. */
  differences(numbers: readonly number[]): Float64Array | null;
  /** The change of each number for its numerical derivative. */
  increments(numbers: readonly number[]): readonly number[];
  /** The sum of squares above which slow progress ends the iteration. */
  readonly worth: number;
}

export function levenbergMarquardt(
  start: readonly number[],
  problem: LeastSquaresProblem,
): readonly number[] {
  let numbers = start;
  let rest = problem.differences(numbers);
  if (rest === null) return start;
  let cost = sumOfSquares(rest);
  let damping = 1e-3;
  for (let i = 0; i < MOST_ITERATIONS && cost > 0; i++) {
    const slopes = slopesAt(numbers, rest, problem);
    let next: Progress | null = null;
    while (next === null && damping < MOST_DAMPING) {
      const step = solve(normalEquations(slopes, rest, damping));
      const moved = numbers.map((value, k) => value - (step[k] as number));
      const residuals = moved.every(Number.isFinite) ? problem.differences(moved) : null;
      const reached = residuals === null ? Number.POSITIVE_INFINITY : sumOfSquares(residuals);
      if (residuals !== null && reached < cost) next = { numbers: moved, rest: residuals, cost: reached };
      else damping *= 10;
    }
    // Where the curve jumps as one number changes, the others may still improve on their own.
    next ??= oneByOne(numbers, slopes, rest, problem);
    if (next === null) return numbers;
    const gain = (cost - next.cost) / cost;
    ({ numbers, rest, cost } = next);
    damping = Math.max(1e-12, damping / 10);
    if (gain < (cost > problem.worth ? HOPELESS : ENOUGH)) return numbers;
  }
  return numbers;
}

interface Progress {
  readonly numbers: readonly number[];
  readonly rest: Float64Array;
  readonly cost: number;
}

/** The best step of a single number; null: none improves the squares. */
function oneByOne(
  numbers: readonly number[],
  slopes: readonly Float64Array[],
  rest: Float64Array,
  problem: LeastSquaresProblem,
): Progress | null {
  let best: Progress | null = null;
  let least = sumOfSquares(rest);
  for (const [k, slope] of slopes.entries()) {
    const step = dot(slope, rest) / sumOfSquares(slope);
    const moved = numbers.map((value, j) => (j === k ? value - step : value));
    const residuals = moved.every(Number.isFinite) ? problem.differences(moved) : null;
    const cost = residuals === null ? Number.POSITIVE_INFINITY : sumOfSquares(residuals);
    if (residuals === null || cost >= least) continue;
    best = { numbers: moved, rest: residuals, cost };
    least = cost;
  }
  return best;
}

function slopesAt(
  numbers: readonly number[],
  rest: Float64Array,
  problem: LeastSquaresProblem,
): Float64Array[] {
  return problem.increments(numbers).map((increment, k) => {
    for (const by of [increment, -increment]) {
      const residuals = problem.differences(numbers.map((value, j) => (j === k ? value + by : value)));
      if (residuals !== null) return residuals.map((value, i) => (value - (rest[i] as number)) / by);
    }
    return new Float64Array(rest.length);
  });
}

function normalEquations(slopes: readonly Float64Array[], rest: Float64Array, damping: number): number[][] {
  return slopes.map((row, r) => {
    const products = slopes.map((column, c) => dot(row, column) * (r === c ? 1 + damping : 1));
    return [...products, dot(row, rest)];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
