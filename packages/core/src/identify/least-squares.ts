/** The deviation of a curve with its best rates from the points, in units of each point's uncertainty. */
import type { Observation } from "./observations.js";
import type { Unknown, Weights } from "./rates.js";

export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/**
 * The deviations at each point for the least-squares rates. The start and the end are at least 0 and at most the peak.
 */
export function differences(
  observations: readonly Observation[],
  { peak, from, end }: Weights,
  unknown: Unknown,
): Float64Array {
  let columns = [peak, ...(unknown.from ? [from] : []), ...(unknown.end ? [end] : [])];
  for (;;) {
    const { solution, rest } = leastSquares(observations, columns);
    const [top = 0, ...others] = solution;
    const wrong = others.findIndex((rate) => rate < 0 || rate > top) + 1;
    if (wrong === 0) return rest;
    // A rate at its bound is 0, or equal to the peak.
    const column = columns[wrong] as Float64Array;
    const isAbove = (solution[wrong] as number) > top;
    const first = isAbove
      ? (columns[0] as Float64Array).map((value, i) => value + (column[i] as number))
      : columns[0];
    columns = [first as Float64Array, ...columns.slice(1).filter((_, i) => i + 1 !== wrong)];
  }
}

function leastSquares(observations: readonly Observation[], columns: readonly Float64Array[]) {
  const size = columns.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const [i, { value, low, high }] of observations.entries()) {
    const weight = 4 / (high - low) ** 2;
    for (let row = 0; row < size; row++) {
      const own = matrix[row] as number[];
      const factor = weight * (columns[row]?.[i] as number);
      for (let column = 0; column < size; column++) {
        own[column] = (own[column] as number) + factor * (columns[column]?.[i] as number);
      }
      own[size] = (own[size] as number) + factor * value;
    }
  }
  const solution = solve(matrix);
  const rest = new Float64Array(observations.length);
  for (const [i, { value, low, high }] of observations.entries()) {
    let left = value;
    for (let column = 0; column < size; column++)
      left -= (solution[column] as number) * (columns[column]?.[i] as number);
    rest[i] = (2 * left) / (high - low);
  }
  return { solution, rest };
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
