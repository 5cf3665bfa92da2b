/** The sums of the law at a few steps of a long run, part by part, so that no array is as long as the run. */
import type { Kernel, TermShape } from "./kernel.js";
import { roundingOf } from "./rounding.js";
import { LEAST_RATE, type RunSteps } from "./run-sums.js";

/** Terms of one part: few enough to stay in the cache. */
const PART = 2048;
const NO_TABLE = new Float64Array(0);

/**
 * For each step, in ascending order: the sum of the rates up to it, what was cut on the way, and the part of the cuts that
 * is not yet annealed. `RunSums` gives the same for many steps.
 */
export function fewSums(kernel: Kernel, { rates, steps }: RunSteps, shape: TermShape) {
  const { sums, lows } = stepSums(rates, steps);
  const cuts = Float64Array.from(steps, (step) => (rates[0] as number) - (rates[step] as number));
  const pending = new Float64Array(steps.length);
  const arrays = kernel.take([PART, PART, PART, PART, PART, PART, 1, 1, 1, 1]) as PartArrays;
  const position: Position = { step: 1, sum: rates[0] as number, low: 0 };
  steps.forEach((last, first) => {
    while (position.step <= last) {
      const count = collectPart(rates, last, position, arrays);
      addPart(kernel, shape, arrays, count, { sums, lows, pending }, first);
    }
  });
  return { sums, cuts, pending };
}

/** The next step, and the sum of the rates before it with what rounding took from it. */
interface Position {
  step: number;
  sum: number;
  low: number;
}

/** The sum of the rates up to each step, and what is added up for it. */
interface Totals {
  readonly sums: Float64Array;
  readonly lows: Float64Array;
  readonly pending: Float64Array;
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

/** Writes the terms of the steps from the position on, up to `last` or as many as there is room for, and moves it on. */
function collectPart(
  rates: Float64Array,
  last: number,
  position: Position,
  [prefixes, lows, floored, gaps]: PartArrays,
): number {
  let { step, sum, low } = position;
  let previous = rates[step - 1] as number;
  let count = 0;
  for (; step <= last && count < PART; step++) {
    const rate = rates[step] as number;
    if (rate !== previous) {
      prefixes[count] = sum + low;
      lows[count] = low - (sum + low - sum);
      gaps[count] = previous - rate;
      floored[count] = rate > LEAST_RATE ? rate : LEAST_RATE;
      count++;
      previous = rate;
    }
    const next = sum + rate;
    low += roundingOf(sum, rate, next);
    sum = next;
  }
  position.step = step;
  position.sum = sum;
  position.low = low;
  return count;
}

/** Adds the terms of a part to all steps from the one at `first` on. */
function addPart(
  kernel: Kernel,
  shape: TermShape,
  [prefixes, lows, rates, gaps, offsets, weights, sum, sumLow, counts, out]: PartArrays,
  count: number,
  totals: Totals,
  first: number,
): void {
  const terms = {
    prefixes: prefixes.subarray(0, count),
    lows: lows.subarray(0, count),
    offsets: offsets.subarray(0, count),
    weights: weights.subarray(0, count),
  };
  kernel.terms(shape, rates.subarray(0, count), gaps.subarray(0, count), terms);
  counts[0] = count;
  const target = { sums: sum, lows: sumLow, counts };
  for (let i = first; i < totals.sums.length; i++) {
    sum[0] = totals.sums[i] as number;
    sumLow[0] = totals.lows[i] as number;
    kernel.blockSums(shape.beta, 2, terms, NO_TABLE, target, out);
    totals.pending[i] = (totals.pending[i] as number) + (out[0] as number);
  }
}

/** The sum of the rates up to each step, and what rounding took from it. */
function stepSums(rates: Float64Array, steps: readonly number[]) {
  const sums = new Float64Array(steps.length);
  const lows = new Float64Array(steps.length);
  let sum = 0;
  let low = 0;
  let target = 0;
  for (let step = 0; target < steps.length; step++) {
    const rate = rates[step] as number;
    const next = sum + rate;
    low += roundingOf(sum, rate, next);
    sum = next;
    for (; step === steps[target]; target++) {
      sums[target] = sum + low;
      lows[target] = low - (sum + low - sum);
    }
  }
  return { sums, lows };
}
