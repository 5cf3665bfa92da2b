/** The deviation of a curve with its best rates from the points, in units of each point's uncertainty. */
import { largestRate, type Observation } from "./observations.js";
import type { Unknown, Weights } from "./rates.js";

export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** The points as arrays, prepared once for many fits. */
export interface Target {
  readonly values: Float64Array;
  /** The inverse of each point's uncertainty. */
  readonly scales: Float64Array;
}

/** The smallest uncertainty relative to the highest rate: a logged 0 is not exact to twelve digits. */
const FINEST = 1e-8;

export function targetOf(observations: readonly Observation[]): Target {
  const finest = FINEST * largestRate(observations);
  return {
    values: Float64Array.from(observations, ({ value }) => value),
    scales: Float64Array.from(observations, ({ low, high }) => 2 / Math.max(high - low, finest)),
  };
}

/**
 * The deviations at each point for the least-squares rates. The start and the end are at least 0 and at most the peak.
 */
export function differences(target: Target, { peak, from, end }: Weights, unknown: Unknown): Float64Array {
  let columns = [peak, ...(unknown.from ? [from] : []), ...(unknown.end ? [end] : [])];
  for (;;) {
    const solution = leastSquares(target, columns);
    const [top = 0, ...others] = solution;
    const wrong = others.findIndex((rate) => rate < 0 || rate > top) + 1;
    if (wrong === 0) return deviations(target, columns, solution);
    // A rate at its bound is 0, or equal to the peak.
    const column = columns[wrong] as Float64Array;
    const isAbove = (solution[wrong] as number) > top;
    const first = isAbove
      ? (columns[0] as Float64Array).map((value, i) => value + (column[i] as number))
      : columns[0];
    columns = [first as Float64Array, ...columns.slice(1).filter((_, i) => i + 1 !== wrong)];
  }
}

function leastSquares({ values, scales }: Target, columns: readonly Float64Array[]): number[] {
  const rows = columns.map((row, r) => [
    ...columns.map((column, c) => (c < r ? 0 : weightedDot(row, column, scales))),
    weightedDot(row, values, scales),
  ]);
  for (const [r, row] of rows.entries())
    for (let c = 0; c < r; c++) row[c] = (rows[c] as number[])[r] as number;
  return solve(rows);
}

function weightedDot(a: Float64Array, b: Float64Array, scales: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const scale = scales[i] as number;
    sum += scale * (a[i] as number) * (scale * (b[i] as number));
  }
  return sum;
}

function deviations(
  { values, scales }: Target,
  columns: readonly Float64Array[],
  solution: readonly number[],
): Float64Array {
  const rest = values.slice();
  for (const [k, column] of columns.entries()) {
    const rate = solution[k] as number;
    for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - rate * (column[i] as number);
  }
  for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) * (scales[i] as number);
  return rest;
}

/** Solves linear equations by Gauss-Jordan elimination with pivoting; unknowns without an equation are 0. */
export function solve(matrix: number[][]): number[] {
  const size = matrix.length;
  const at = (row: number, column: number) => matrix[row]?.[column] as number;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++)
      if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    const swapped = matrix[column] as number[];
    matrix[column] = matrix[pivot] as number[];
    matrix[pivot] = swapped;
    if (Math.abs(at(column, column)) < 1e-300) continue;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = at(row, column) / at(column, column);
      const target = matrix[row] as number[];
      for (let k = column; k <= size; k++) target[k] = (target[k] as number) - factor * at(column, k);
    }
  }
  return matrix.map((row, i) =>
    Math.abs(row[i] as number) < 1e-300 ? 0 : (row[size] as number) / (row[i] as number),
  );
}
