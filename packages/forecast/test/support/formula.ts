/** The laws as in the papers, term by term. */
import type { AnnealingParameters, MultiPowerParameters } from "@anneal/forecast";

export function multiPowerFormula(
  { L0, A, alpha, B, C, beta, gamma }: MultiPowerParameters,
  rates: ArrayLike<number>,
  step: number,
  /** The first update whose cut counts. */
  first = 1,
): number {
  let way = 0;
  let annealed = 0;
  for (let k = step; k >= 0; k--) {
    const rate = rates[k] as number;
    way += rate;
    if (k < first) continue;
    const base = 1 + C * Math.max(rate, 1e-10) ** -gamma * way;
    annealed += ((rates[k - 1] as number) - rate) * (1 - base ** -beta);
  }
  return L0 + A * way ** -alpha - B * annealed;
}

export function annealingFormula(
  { L0, A, alpha, C, lambda }: AnnealingParameters,
  rates: ArrayLike<number>,
  step: number,
): number {
  let area = 0;
  let sum = rates[0] as number;
  for (let i = 1; i <= step; i++) {
    sum += rates[i] as number;
    for (let k = 1; k <= i; k++) {
      area += ((rates[k - 1] as number) - (rates[k] as number)) * lambda ** (i - k);
    }
  }
  return L0 + A * sum ** -alpha - C * area;
}
