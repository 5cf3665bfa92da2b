/** Sums of many rates, to more digits than one number has. */

/** What rounding took from `a + b` where that gives `sum`, by Knuth's two-sum. */
export function roundingOf(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}
