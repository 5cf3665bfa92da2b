/** A mean of squares from the means of its rows and columns: the twin of crates/kernels/src/factor.rs. */
const { fround } = Math;

/** A matrix, the means of its rows and columns, and scratch for the sums: created once for all steps. */
export interface Factors {
  readonly matrix: Float32Array;
  readonly rowVar: Float32Array;
  readonly colVar: Float32Array;
  /** One number per column. */
  readonly sums: Float64Array;
}

/**
 * Moves `rowVar` and `colVar` by a weight towards the means of the rows and columns of the matrix, which are added in
 * float64 in order, and replaces the matrix by `row / max(mean of the rows, eps) * column`.
 *
 * @param numbers The weight, and eps.
 */
export function factorMatrix({ matrix, rowVar, colVar, sums }: Factors, numbers: Float64Array): void {
  const rows = rowVar.length;
  const columns = colVar.length;
  const weight = fround(numbers[0] as number);
  const least = fround(numbers[1] as number);
  sums.fill(0);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let k = 0; k < columns; k++) {
      const value = matrix[i * columns + k] as number;
      sum += value;
      sums[k] = (sums[k] as number) + value;
    }
    const before = rowVar[i] as number;
    const next = fround(before + fround(weight * fround(fround(sum / columns) - before)));
    rowVar[i] = next;
    total += next;
  }
  for (let k = 0; k < columns; k++) {
    const before = colVar[k] as number;
    colVar[k] = before + fround(weight * fround(fround((sums[k] as number) / rows) - before));
  }
  const mean = fround(total / rows);
  const divisor = least > mean || Number.isNaN(least) ? least : mean;
  for (let i = 0; i < rows; i++) {
    const row = fround((rowVar[i] as number) / divisor);
    for (let k = 0; k < columns; k++) matrix[i * columns + k] = row * (colVar[k] as number);
  }
}
