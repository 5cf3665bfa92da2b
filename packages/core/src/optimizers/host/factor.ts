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
 * float64 in order, and replaces the matrix by `row * column / max(mean of the rows, eps)`.
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
    const next = between(rowVar[i] as number, fround(sum / columns), weight);
    rowVar[i] = next;
    total += next;
  }
  for (let k = 0; k < columns; k++) {
    colVar[k] = between(colVar[k] as number, fround((sums[k] as number) / rows), weight);
  }
  const mean = fround(total / rows);
  const divisor = least > mean || Number.isNaN(least) ? least : mean;
  for (let i = 0; i < rows; i++) {
    const row = rowVar[i] as number;
    for (let k = 0; k < columns; k++) matrix[i * columns + k] = fround(row * (colVar[k] as number)) / divisor;
  }
}

/** Linear interpolation from the nearer end, as torch.lerp: a weight of 1 gives `to` exactly. */
function between(from: number, to: number, weight: number): number {
  const change = fround(to - from);
  return weight < 0.5
    ? fround(from + fround(weight * change))
    : fround(to - fround(change * fround(1 - weight)));
}
