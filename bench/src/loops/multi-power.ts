/** A handwritten multi-power law. */
import type { MultiPowerParameters } from "@anneal/forecast";

/**
 * Losses at the given steps. Powers of the rates are computed once, and steps at which the rate does not fall are
 * skipped.
 */
export function multiPowerLoop(
  out: Float64Array,
  { L0, A, alpha, B, C, beta, gamma }: MultiPowerParameters,
  schedule: (step: number) => number,
  steps: readonly number[],
): void {
  const count = Math.max(...steps) + 1;
  const sums = new Float64Array(count);
  const cutSteps = new Int32Array(count);
  const gaps = new Float64Array(count);
  const before = new Float64Array(count);
  const factors = new Float64Array(count);
  let sum = 0;
  let cuts = 0;
  let previous = schedule(0);
  for (let step = 0; step < count; step++) {
    const rate = schedule(step);
    if (rate !== previous) {
      cutSteps[cuts] = step;
      gaps[cuts] = previous - rate;
      before[cuts] = sum;
      factors[cuts] = C * Math.max(rate, 1e-10) ** -gamma;
      cuts++;
      previous = rate;
    }
    sum += rate;
    sums[step] = sum;
  }
  for (let i = 0; i < out.length; i++) {
    const step = steps[i] as number;
    const total = sums[step] as number;
    let annealed = 0;
    for (let cut = 0; cut < cuts && (cutSteps[cut] as number) <= step; cut++) {
      const way = total - (before[cut] as number);
      annealed += (gaps[cut] as number) * (1 - (1 + (factors[cut] as number) * way) ** -beta);
    }
    out[i] = L0 + A * total ** -alpha - B * annealed;
  }
}
