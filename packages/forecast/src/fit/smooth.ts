/** Averages noisy losses. */

/** The geometric mean of `width` neighbors around each loss; fewer at the ends, symmetric on both sides. */
export function smooth(losses: readonly number[], width: number): readonly number[] {
  const reach = (width - 1) / 2;
  if (reach < 1) return losses;
  // Prefix sums, so that the work does not grow with the width.
  const sums = new Float64Array(losses.length + 1);
  for (let i = 0; i < losses.length; i++) {
    sums[i + 1] = (sums[i] as number) + Math.log(losses[i] as number);
  }
  return losses.map((_, i) => {
    const side = Math.min(reach, i, losses.length - 1 - i);
    const around = (sums[i + side + 1] as number) - (sums[i - side] as number);
    return Math.exp(around / (2 * side + 1));
  });
}
