/** A mean of squares from the means of its rows and columns: the twin of crates/kernels/src/factor.rs. */
const { fround } = Math;

/**
 * Moves `rowVar` and `colVar` by `weight` towards the means of the rows and columns of `matrix`, which are added in float64
 * in order, and replaces the matrix by `row / max(mean of the rows, eps) * column`.
 *
 * @param sums Room for one number a column.
 * @param numbers The weight, and eps.
 */
export function factorMatrix(
  matrix: Float32Array,
  rowVar: Float32Array,
  colVar: Float32Array,
  sums: Float64Array,
  numbers: Float64Array,
): void {
  const [rows, columns] = [rowVar.length, colVar.length];
  const w = fround(numbers[0] as number);
  const least = fround(numbers[1] as number);
  const towards = (from: number, sum: number, count: number) =>
    fround(from + fround(w * fround(fround(sum / count) - from)));
  sums.fill(0);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const value = matrix[i * columns + k] as number;
      sum += value;
      sums[k] = (sums[k] as number) + value;
    }
    const next = towards(rowVar[i] as number, sum, columns);
    rowVar[i] = next;
    total += next;
  }
  for (let k = 0; k < columns; k++) colVar[k] = towards(colVar[k] as number, sums[k] as number, rows);
  const mean = fround(total / rows);
  const divisor = least > mean || Number.isNaN(least) ? least : mean;
  for (let i = 0; i < rows; i++) {
    const row = fround((rowVar[i] as number) / divisor);
    for (let k = 0; k < columns; k++) matrix[i * columns + k] = row * (colVar[k] as number);
  }
}
