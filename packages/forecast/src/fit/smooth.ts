/** Noisy losses, averaged. */

/** The geometric mean of `width` neighbors around each loss; of fewer at the ends, as many on each side. */
export function smooth(losses: readonly number[], width: number): readonly number[] {
  const reach = (width - 1) / 2;
  if (reach < 1) return losses;
  const logs = losses.map(Math.log);
  return logs.map((_, i) => {
    const side = Math.min(reach, i, logs.length - 1 - i);
    const around = logs.slice(i - side, i + side + 1);
    return Math.exp(around.reduce((sum, each) => sum + each, 0) / around.length);
  });
}
