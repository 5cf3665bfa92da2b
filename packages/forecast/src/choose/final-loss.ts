/** The loss at the end of a run, and its derivative by each rate. */
import { logarithm, power } from "@anneal/core/schedule-engine";
import { createKernel } from "../kernel/engine.js";
import { LEAST_RATE } from "../kernel/interface.js";
import type { AnnealingParameters, FittedLaw, MultiPowerParameters } from "../laws/law.js";

/** Writes the derivatives of the final loss by the rates to `slopes`, and returns the loss. */
export type FinalLoss = (rates: Float64Array, slopes: Float64Array) => number;

/** The final loss of runs of `count` updates. */
export function finalLossOf(law: FittedLaw, count: number): FinalLoss {
  return law.name === "annealing"
    ? finalAnnealing(law.parameters as AnnealingParameters)
    : finalMultiPower(law.parameters as MultiPowerParameters, count);
}

function finalMultiPower(
  { L0, A, alpha, B, C, beta, gamma }: MultiPowerParameters,
  count: number,
): FinalLoss {
  const kernel = createKernel();
  const shape = { logC: logarithm(C), beta, gamma };
  const arrays = kernel.take([count, count, count, count]);
  const [floored, suffixes, factors, left] = arrays as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return (rates, slopes) => {
    let suffix = 0;
    for (let step = count - 1; step >= 0; step--) {
      const rate = rates[step] as number;
      suffix += rate;
      suffixes[step] = suffix;
      floored[step] = rate > LEAST_RATE ? rate : LEAST_RATE;
    }
    kernel.annealed(shape, floored, suffixes, factors, left);
    const total = suffixes[0] as number;
    const ofSum = -alpha * A * power(total, -alpha - 1);
    let annealed = 0;
    /** The effect on all earlier cuts of a larger sum of rates after them. */
    let ofLaterSums = 0;
    for (let step = 0; step < count; step++) {
      const rate = rates[step] as number;
      const effect = 1 - (left[step] as number);
      const next = step + 1 < count ? 1 - (left[step + 1] as number) : 0;
      // The rate is the start of the next cut and the end of this one.
      let slope = next;
      if (step > 0) {
        const cut = (rates[step - 1] as number) - rate;
        const factor = factors[step] as number;
        const laterSum = suffixes[step] as number;
        const perSum = (beta * factor * (left[step] as number)) / (1 + factor * laterSum);
        annealed += cut * effect;
        ofLaterSums += cut * perSum;
        slope -= effect;
        if (rate > LEAST_RATE) slope -= (cut * perSum * gamma * laterSum) / rate;
      }
      slopes[step] = ofSum - B * (slope + ofLaterSums);
    }
    return L0 + A * power(total, -alpha) - B * annealed;
  };
}

function finalAnnealing({ L0, A, alpha, C, lambda }: AnnealingParameters): FinalLoss {
  return (rates, slopes) => {
    const count = rates.length;
    let total = 0;
    for (const rate of rates) total += rate;
    const ofSum = -alpha * A * power(total, -alpha - 1);
    let area = 0;
    /** The effect of a cut at this step by the end: the sum of the powers of lambda. */
    let effect = 0;
    for (let step = count - 1; step >= 0; step--) {
      const next = effect;
      effect = step === 0 ? 0 : 1 + lambda * effect;
      if (step > 0) area += ((rates[step - 1] as number) - (rates[step] as number)) * effect;
      slopes[step] = ofSum - C * (next - effect);
    }
    return L0 + A * power(total, -alpha) - C * area;
  };
}
