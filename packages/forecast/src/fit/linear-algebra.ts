/** Solves small dense systems. */

/** A symmetric matrix as rows. */
export type Matrix = Float64Array[];

/** The solution of `matrix x = right` for a positive definite matrix; null for others. */
export function solvePositive(matrix: Matrix, right: Float64Array): Float64Array | null {
  const n = right.length;
  const lower: Matrix = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(matrix, i, j);
      for (let k = 0; k < j; k++) sum -= at(lower, i, k) * at(lower, j, k);
      if (i === j && !(sum > 0)) return null;
      (lower[i] as Float64Array)[j] = i === j ? Math.sqrt(sum) : sum / at(lower, j, j);
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - at(lower, i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(lower, i, i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = (x[i] as number) - at(lower, k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(lower, i, i);
  }
  return x;
}

/** The eigenvalues and eigenvectors of a symmetric matrix, by Jacobi rotations. */
export function eigenvectors(matrix: Matrix): { value: number; vector: Float64Array }[] {
  const n = matrix.length;
  const a = matrix.map((row) => Float64Array.from(row));
  const vectors: Matrix = Array.from({ length: n }, (_, i) =>
    Float64Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  );
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, vectors, p, q);
  }
  return vectors.map((vector, i) => ({ value: at(a, i, i), vector }));
}

function rotate(a: Matrix, vectors: Matrix, p: number, q: number): void {
  const off = at(a, p, q);
  if (off === 0) return;
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  const turn = (row: Float64Array, other: Float64Array) => {
    for (let k = 0; k < row.length; k++) {
      const [x, y] = [row[k] as number, other[k] as number];
      row[k] = c * x - s * y;
      other[k] = s * x + c * y;
    }
  };
  turn(a[p] as Float64Array, a[q] as Float64Array);
  for (const row of a) {
    const [x, y] = [row[p] as number, row[q] as number];
    row[p] = c * x - s * y;
    row[q] = s * x + c * y;
  }
  turn(vectors[p] as Float64Array, vectors[q] as Float64Array);
}

function at(matrix: Matrix, i: number, j: number): number {
  return (matrix[i] as Float64Array)[j] as number;
}
