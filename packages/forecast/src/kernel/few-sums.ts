/** The sums of the law at a few steps of a long run, part by part, so that no array is as long as the run. */
import type { Kernel, TermShape } from "./kernel.js";
import { LEAST_RATE, type RunSteps } from "./run-sums.js";

/** Terms of one part: few enough to stay in the cache. */
const PART = 2048;
const NO_TABLE = new Float64Array(0);

/**
 * For each step, in ascending order: the sum of the rates up to it, what was cut on the way, and the part of the cuts that
 * is not yet annealed. `RunSums` gives the same for many steps.
 */
export function fewSums(kernel: Kernel, { rates, steps }: RunSteps, shape: TermShape) {
  const sums = stepSums(rates, steps);
  const cuts = Float64Array.from(steps, (step) => (rates[0] as number) - (rates[step] as number));
  const pending = new Float64Array(steps.length);
  const arrays = kernel.take([PART, PART, PART, PART, PART, 1, 1, 1]) as PartArrays;
  const position: Position = { step: 1, sum: rates[0] as number };
  steps.forEach((last, first) => {
    while (position.step <= last) {
      const count = collectPart(rates, last, position, arrays);
      addPart(kernel, shape, arrays, count, sums, first, pending);
    }
  });
  return { sums, cuts, pending };
}

/** The next step, and the sum of the rates before it. */
interface Position {
  step: number;
  sum: number;
}

type PartArrays = [
  prefixes: Float64Array,
  rates: Float64Array,
  gaps: Float64Array,
  offsets: Float64Array,
  weights: Float64Array,
  sum: Float64Array,
  count: Float64Array,
  out: Float64Array,
];

/** Writes the terms of the steps from the position on, up to `last` or as many as there is room for, and moves it on. */
function collectPart(
  rates: Float64Array,
  last: number,
  position: Position,
  [prefixes, floored, gaps]: PartArrays,
): number {
  let { step, sum } = position;
  let previous = rates[step - 1] as number;
  let count = 0;
  for (; step <= last && count < PART; step++) {
    const rate = rates[step] as number;
    if (rate !== previous) {
      prefixes[count] = sum;
      gaps[count] = previous - rate;
      floored[count] = rate > LEAST_RATE ? rate : LEAST_RATE;
      count++;
      previous = rate;
    }
    sum += rate;
  }
  position.step = step;
  position.sum = sum;
  return count;
}

/** Adds the terms of a part to all steps from the one at `first` on. */
function addPart(
  kernel: Kernel,
  shape: TermShape,
  [prefixes, rates, gaps, offsets, weights, sum, counts, out]: PartArrays,
  count: number,
  sums: Float64Array,
  first: number,
  pending: Float64Array,
): void {
  const terms = {
    prefixes: prefixes.subarray(0, count),
    offsets: offsets.subarray(0, count),
    weights: weights.subarray(0, count),
  };
  kernel.terms(shape, rates.subarray(0, count), gaps.subarray(0, count), terms);
  counts[0] = count;
  for (let i = first; i < sums.length; i++) {
    sum[0] = sums[i] as number;
    kernel.blockSums(shape.beta, 2, terms, NO_TABLE, { sums: sum, counts }, out);
    pending[i] = (pending[i] as number) + (out[0] as number);
  }
}

/** The sum of the rates up to each step. */
function stepSums(rates: Float64Array, steps: readonly number[]): Float64Array {
  const sums = new Float64Array(steps.length);
  let sum = 0;
  let target = 0;
  for (let step = 0; target < steps.length; step++) {
    sum += rates[step] as number;
    for (; step === steps[target]; target++) sums[target] = sum;
  }
  return sums;
}
