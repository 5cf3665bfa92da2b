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
  const lengths = [PART, PART, PART, PART, PART, 1, 1, 1];
  const arrays = kernel.take(lengths);
  const [prefixes, floored, gaps, offsets, weights, sumOf, countOf, out] = arrays as Parts;

  let count = 0;
  let target = 0;
  const flush = () => {
    const terms = {
      prefixes: prefixes.subarray(0, count),
      offsets: offsets.subarray(0, count),
      weights: weights.subarray(0, count),
    };
    kernel.terms(shape, floored.subarray(0, count), gaps.subarray(0, count), terms);
    countOf[0] = count;
    for (let i = target; i < steps.length; i++) {
      sumOf[0] = sums[i] as number;
      kernel.blockSums(shape.beta, 2, terms, NO_TABLE, { sums: sumOf, counts: countOf }, out);
      pending[i] = (pending[i] as number) + (out[0] as number);
    }
    count = 0;
  };

  let sum = 0;
  let previous = rates[0] as number;
  for (let step = 0; target < steps.length; step++) {
    const rate = rates[step] as number;
    if (rate !== previous) {
      prefixes[count] = sum;
      gaps[count] = previous - rate;
      floored[count] = rate > LEAST_RATE ? rate : LEAST_RATE;
      count++;
      previous = rate;
    }
    sum += rate;
    if (count === PART || step === steps[target]) flush();
    while (step === steps[target]) target++;
  }
  return { sums, cuts, pending };
}

type Parts = [
  prefixes: Float64Array,
  floored: Float64Array,
  gaps: Float64Array,
  offsets: Float64Array,
  weights: Float64Array,
  sumOf: Float64Array,
  countOf: Float64Array,
  out: Float64Array,
];

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
