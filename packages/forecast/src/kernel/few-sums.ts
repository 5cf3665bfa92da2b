/** The sums of the law at a few steps of a long run, in parts, so that no array is as long as the run. */
import type { Kernel, TermShape } from "./kernel.js";
import { roundingOf } from "./rounding.js";
import { LEAST_RATE, type RunSteps } from "./run-sums.js";

/** The number of terms per part: few enough to stay in the cache. */
const PART = 2048;
const NO_TABLE = new Float64Array(0);

/**
 * For each step: the sum of the rates up to it, the total cut, and the part of the cuts that is not yet annealed.
 * `RunSums` computes the same for many steps.
 *
 * Each step takes one pass backward to the start, so that the sum of the rates from an earlier step on is known when
 * that step is reached.
 */
export function fewSums(kernel: Kernel, { rates, steps }: RunSteps, shape: TermShape) {
  const arrays = kernel.take([PART, PART, PART, PART, PART, PART, 1, 1, 1, 1]) as PartArrays;
  const [, lows, , , , , sum, sumLow] = arrays;
  // A suffix is the distance from a prefix of the opposite sign to 0.
  for (const zeros of [lows, sum, sumLow]) zeros.fill(0);
  const sums = new Float64Array(steps.length);
  const pending = new Float64Array(steps.length);
  steps.forEach((last, i) => {
    const position: Position = { step: last, sum: 0, low: 0 };
    let total = 0;
    while (position.step > 0) {
      const count = collectPart(rates, position, arrays);
      total += sumPart(kernel, shape, arrays, count);
    }
    sums[i] = position.sum + position.low + (rates[0] as number);
    pending[i] = total;
  });
  const cuts = Float64Array.from(steps, (step) => (rates[0] as number) - (rates[step] as number));
  return { sums, cuts, pending };
}

/** The next step, and the sum of the rates after it with its rounding error. */
interface Position {
  step: number;
  sum: number;
  low: number;
}

type PartArrays = [
  prefixes: Float64Array,
  lows: Float64Array,
  rates: Float64Array,
  gaps: Float64Array,
  offsets: Float64Array,
  weights: Float64Array,
  sum: Float64Array,
  sumLow: Float64Array,
  count: Float64Array,
  out: Float64Array,
];

/** Writes the terms of the steps backward from the position, as many as fit, and moves the position. */
function collectPart(
  rates: Float64Array,
  position: Position,
  [prefixes, , floored, gaps]: PartArrays,
): number {
  let { step, sum, low } = position;
  let count = 0;
  let rate = rates[step] as number;
  for (; step > 0 && count < PART; step--) {
    const next = sum + rate;
    low += roundingOf(sum, rate, next);
    sum = next;
    const previous = rates[step - 1] as number;
    if (rate !== previous) {
      prefixes[count] = -(sum + low);
      gaps[count] = previous - rate;
      floored[count] = rate > LEAST_RATE ? rate : LEAST_RATE;
      count++;
      rate = previous;
    }
  }
  position.step = step;
  position.sum = sum;
  position.low = low;
  return count;
}

/** The sum over the terms of a part. */
function sumPart(
  kernel: Kernel,
  shape: TermShape,
  [prefixes, lows, rates, gaps, offsets, weights, sums, sumLows, counts, out]: PartArrays,
  count: number,
): number {
  const terms = {
    prefixes: prefixes.subarray(0, count),
    lows: lows.subarray(0, count),
    offsets: offsets.subarray(0, count),
    weights: weights.subarray(0, count),
  };
  kernel.terms(shape, rates.subarray(0, count), gaps.subarray(0, count), terms);
  counts[0] = count;
  kernel.blockSums(shape.beta, 2, terms, NO_TABLE, { sums, lows: sumLows, counts }, out);
  return out[0] as number;
}
