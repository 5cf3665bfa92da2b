/** Rounds up, tolerating float64 rounding errors. */

/** The next whole number; `100 * 0.07`, which is a little above 7 in float64, is 7. */
export function roundUp(count: number): number {
  const nearest = Math.round(count);
  return Math.abs(count - nearest) <= nearest * 2 ** -50 ? nearest : Math.ceil(count);
}
