/** Sums many rates with more than float64 precision. */

/** The rounding error of `a + b` when the result is `sum`, by Knuth's two-sum. */
export function roundingOf(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}
