/** The sums of the law at a few steps of a long run, in parts, so that no array is as long as the run. */
import type { Kernel, TermShape } from "./kernel.js";
import type { RunSteps } from "./run-sums.js";

/** The number of steps per part: few enough that their terms stay in the cache. */
const PART = 1024;
const NO_TABLE = new Float64Array(0);

/**
 * For each step: the sum of the rates up to it, the total cut, and the part of the cuts that is not yet annealed.
 * `RunSums` computes the same for many steps.
 *
 * Each step takes one pass backward to the start, so that the sum of the rates from an earlier step on is known when
 * that step is reached.
 */
export function fewSums(kernel: Kernel, { rates, steps }: RunSteps, shape: TermShape) {
  const arrays = kernel.take(LENGTHS) as PartArrays;
  const [, after, , , , lows, , , sum, sumLow] = arrays;
  // A suffix is the distance from a prefix of the opposite sign to 0.
  for (const zeros of [lows, sum, sumLow]) zeros.fill(0);
  const first = rates[0] as number;
  const sums = new Float64Array(steps.length);
  const pending = new Float64Array(steps.length);
  steps.forEach((last, i) => {
    after.fill(0);
    let total = 0;
    for (let end = last; end > 0; end -= PART) {
      total += sumPart(kernel, shape, rates.subarray(Math.max(0, end - PART), end + 1), arrays);
    }
    sums[i] = (after[0] as number) + (after[1] as number) + first;
    pending[i] = total;
  });
  return { sums, cuts: Float64Array.from(steps, (step) => first - (rates[step] as number)), pending };
}

type PartArrays = [
  rates: Float64Array,
  after: Float64Array,
  prefixes: Float64Array,
  gaps: Float64Array,
  floored: Float64Array,
  lows: Float64Array,
  offsets: Float64Array,
  weights: Float64Array,
  sum: Float64Array,
  sumLow: Float64Array,
  count: Float64Array,
  out: Float64Array,
];

const LENGTHS = [PART + 1, 2, PART, PART, PART, PART, PART, PART, 1, 1, 1, 1];

/** The sum over the terms of a part. `given` holds the rate before it and those of its steps. */
function sumPart(
  kernel: Kernel,
  shape: TermShape,
  given: Float64Array,
  [rates, after, prefixes, gaps, floored, lows, offsets, weights, sums, sumLows, counts, out]: PartArrays,
): number {
  const count = given.length - 1;
  const first = (array: Float64Array) => (count === PART ? array : array.subarray(0, count));
  rates.set(given);
  const part = { prefixes: first(prefixes), gaps: first(gaps), floored: first(floored) };
  kernel.suffixes(rates, after, part);
  // Equal rates need no powers: the longest part of many runs.
  if (part.gaps.every((gap) => gap === 0)) return 0;
  const terms = {
    prefixes: part.prefixes,
    lows: first(lows),
    offsets: first(offsets),
    weights: first(weights),
  };
  kernel.terms(shape, part.floored, part.gaps, terms);
  counts[0] = count;
  kernel.blockSums(shape.beta, 2, terms, NO_TABLE, { sums, lows: sumLows, counts }, out);
  return out[0] as number;
}
