/** Rates that change by a constant factor per step. */
import { exponential } from "../constructors/exponential.js";
import { logarithm } from "../math/logarithm.js";
import { power } from "../math/power.js";
import { type Identification, reproduces } from "./identification.js";
import type { Observation } from "./observations.js";
import { fitRates, type Interval } from "./rates.js";
import { roundest } from "./rounding.js";

/** `peak * gamma ^ step`: a straight line of the logarithms. */
export function geometric(observations: readonly Observation[]): Identification | null {
  if (observations.some(({ low }) => low <= 0)) return null;
  const first = observations[0] as Observation;
  const last = observations.at(-1) as Observation;
  if (last.step === 0 || last.value === first.value) return null;
  const falls = last.value < first.value;
  const [highest, lowest] = falls ? [first.high, last.low] : [last.high, first.low];
  // Shifted so that all unknowns are above 0: they are the logarithms of the peak and of 1 / gamma.
  const shift = 1 + logarithm(highest) - 2 * logarithm(lowest);
  const span = last.step;
  const logs = observations.map(({ step, value, low, high }) => ({
    step: falls ? step : span - step,
    value: logarithm(value) + shift,
    low: logarithm(low) + shift,
    high: logarithm(high) + shift,
  }));
  const weights = {
    peak: Float64Array.from(logs, () => 1),
    from: new Float64Array(logs.length),
    end: Float64Array.from(logs, ({ step }) => -step / span),
  };
  const fit = fitRates(logs, weights, { from: false, end: true });
  const rates = fit.rates();
  if (rates === null) return null;
  // A rising curve was reversed: its peak is at the last step.
  const peakOf = (top: number, fall: number) => power(Math.E, top - shift - (falls ? 0 : fall));
  const gammaOf = (fall: number) => power(Math.E, (falls ? -fall : fall) / span);
  const { peak: top, end: fall } = rates;
  const peak = falls
    ? { minimum: peakOf(top.minimum, 0), maximum: peakOf(top.maximum, 0) }
    : { minimum: first.low, maximum: first.high };
  const gamma = ordered(gammaOf(fall.minimum), gammaOf(fall.maximum));
  const written = roundest(peak);
  const factors = falls ? fit.others(logarithm(written) + shift)?.end : undefined;
  const options = [
    ...(factors === undefined
      ? []
      : [{ peak: written, gamma: roundest(ordered(gammaOf(factors.minimum), gammaOf(factors.maximum))) }]),
    { peak: written, gamma: roundest(gamma) },
    { peak: peakOf(middle(top), middle(fall)), gamma: gammaOf(middle(fall)) },
  ];
  const isRight = reproduces(observations);
  for (const each of options) {
    const schedule = exponential(each);
    if (isRight(schedule)) {
      return { name: "exponential", options: each, schedule, intervals: { peak, gamma } };
    }
  }
  return null;
}

const middle = ({ minimum, maximum }: Interval) => (minimum + maximum) / 2;
const ordered = (a: number, b: number): Interval => ({ minimum: Math.min(a, b), maximum: Math.max(a, b) });
