/** The sums in TypeScript: the twin of `crates/kernels/src/forecast`, operation by operation. */
import { logarithm } from "@anneal/core/schedule-engine";
import { exponential, shortPower } from "./functions.js";
import { BLOCK_WORDS, LEAST_RATE, ORDER } from "./interface.js";
import type { Kernel, TermShape, Terms } from "./kernel.js";
import { roundingOf } from "./rounding.js";
import { degreeFor, GROUP, type Series, seriesAt, seriesOf } from "./series.js";

/** The smallest distance, in radii, at which a block is summed by its moments. */
const LEAST_REACH = 4;
/** The share of a block's sum that the moments may omit. */
const OMITTED = 1e-13;
/** More than rounding can change the reach, relative to it. */
const ROUNDING = 1e-15;

export const createHostKernel = (): Kernel => ({
  engine: "host",
  take: (lengths) => lengths.map((length) => new Float64Array(length)),

  terms(shape, rates, gaps, { offsets, weights }) {
    const offsetSeries = seriesOf(shape.gamma);
    const weightSeries = seriesOf(shape.gamma * shape.beta);
    for (let start = 0; start < rates.length; start += GROUP) {
      const end = Math.min(start + GROUP, rates.length);
      const middle = rates[start + ((end - start) >> 1)] as number;
      const inverse = 1 / middle;
      let worst = 0;
      for (let i = start; i < end; i++) {
        const d = ((rates[i] as number) - middle) * inverse;
        worst = Math.max(worst, d * d);
      }
      const isNear = end - start === GROUP && worst <= Math.min(offsetSeries.near, weightSeries.near);
      const degree = degreeFor(worst);
      const center = isNear ? termOf(shape, middle) : null;
      for (let i = start; i < end; i++) {
        const d = ((rates[i] as number) - middle) * inverse;
        const term = center ?? termOf(shape, rates[i] as number);
        offsets[i] = isNear ? term.offset * seriesAt(offsetSeries, degree, d) : term.offset;
        const factor = isNear ? term.weight * seriesAt(weightSeries, degree, d) : term.weight;
        weights[i] = (gaps[i] as number) * factor;
      }
    }
  },

  annealed({ logC, beta, gamma }, rates, suffixes, factors, out) {
    for (let i = 0; i < out.length; i++) {
      const factor = exponential(logC - gamma * logarithm(rates[i] as number));
      factors[i] = factor;
      out[i] = shortPower(1 + factor * (suffixes[i] as number), -beta);
    }
  },

  suffixes(rates, after, { prefixes, gaps, floored }) {
    let [high, low] = after as unknown as [number, number];
    for (let i = prefixes.length - 1; i >= 0; i--) {
      const rate = rates[i + 1] as number;
      gaps[i] = (rates[i] as number) - rate;
      floored[i] = rate > LEAST_RATE ? rate : LEAST_RATE;
      const sum = high + rate;
      low += roundingOf(high, rate, sum);
      high = sum;
      prefixes[i] = -(high + low);
    }
    after[0] = high;
    after[1] = low;
  },

  compress(beta, length, { prefixes, lows, offsets, weights }, table) {
    const blocks = table.length / BLOCK_WORDS;
    const away = reachOf(beta);
    let reach = Number.NEGATIVE_INFINITY;
    for (let block = 0; block < blocks; block++) {
      const [start, end] = [block * length, (block + 1) * length];
      const base = prefixes[start] as number;
      const positionOf = (i: number) =>
        (prefixes[i] as number) - base + (lows[i] as number) - (offsets[i] as number);
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = start; i < end; i++) {
        const position = positionOf(i);
        if (position < least) least = position;
        if (position > most) most = position;
      }
      const center = 0.5 * (least + most);
      const radius = 0.5 * (most - least);
      const own = base + (center + away * radius);
      reach = Math.max(reach, own + ROUNDING * Math.abs(own));
      table[block] = reach;
      table[blocks + block] = base;
      table[2 * blocks + block] = center;
      table[3 * blocks + block] = radius;
      const inverse = radius > 0 ? 1 / radius : 0;
      // Two sums of each power, like the two lanes of the kernel.
      const sums = new Float64Array(2 * ORDER);
      for (let i = start; i < end; i++) {
        const scaled = (positionOf(i) - center) * inverse;
        let product = weights[i] as number;
        for (let at = (i - start) % 2; at < 2 * ORDER; at += 2) {
          sums[at] = (sums[at] as number) + product;
          product *= scaled;
        }
      }
      const first = 4 * blocks + (block >> 1) * 2 * ORDER + (block % 2);
      let binomial = 1;
      for (let m = 0; m < ORDER; m++) {
        if (m > 0) binomial *= (beta + (m - 1)) / m;
        table[first + 2 * m] = binomial * ((sums[2 * m] as number) + (sums[2 * m + 1] as number));
      }
    }
  },

  blockSums(beta, length, terms, table, { sums, lows, counts }, out) {
    const blocks = table.length / BLOCK_WORDS;
    const series = seriesOf(-beta);
    let far = 0;
    for (let target = 0; target < out.length; target++) {
      const sum: Sum = { high: sums[target] as number, low: lows[target] as number };
      const count = counts[target] as number;
      while (far + 2 <= blocks && (table[far + 1] as number) <= sum.high && (far + 2) * length <= count) {
        far += 2;
      }
      out[target] =
        farSum(beta, sum, far, table, blocks) + directSum(beta, series, sum, terms, far * length, count);
    }
  },
});

/** A sum of rates as two numbers: the sum and its rounding error. */
interface Sum {
  readonly high: number;
  readonly low: number;
}

/** The distance, in radii, from which the moments are accurate enough; it grows with `beta`. */
function reachOf(beta: number): number {
  // The binomial of the first omitted power, times that power of 1/4.
  let omitted = 1 / 2 ** (2 * ORDER);
  for (let m = 1; m <= ORDER; m++) omitted *= (beta + (m - 1)) / m;
  let reach = LEAST_REACH;
  while (omitted > OMITTED) {
    reach *= 2;
    omitted /= 2 ** ORDER;
  }
  return reach;
}

/** The sum over the first `count` blocks. */
function farSum(
  beta: number,
  { high, low }: Sum,
  count: number,
  table: Float64Array,
  blocks: number,
): number {
  const totals: [number, number] = [0, 0];
  for (let block = 0; block < count; block++) {
    const distance = high - (table[blocks + block] as number) + low - (table[2 * blocks + block] as number);
    const ratio = (table[3 * blocks + block] as number) / distance;
    const first = 4 * blocks + (block >> 1) * 2 * ORDER + (block % 2);
    const square = ratio * ratio;
    let even = table[first + 2 * (ORDER - 2)] as number;
    let odd = table[first + 2 * (ORDER - 1)] as number;
    for (let m = ORDER - 4; m >= 0; m -= 2) {
      even = even * square + (table[first + 2 * m] as number);
      odd = odd * square + (table[first + 2 * m + 2] as number);
    }
    totals[block % 2 === 0 ? 0 : 1] += shortPower(distance, -beta) * (even + ratio * odd);
  }
  return totals[0] + totals[1];
}

/** `rate^gamma / C`, and its power with exponent beta. */
function termOf({ logC, beta, gamma }: TermShape, rate: number): { offset: number; weight: number } {
  const logOffset = gamma * logarithm(rate) - logC;
  return { offset: exponential(logOffset), weight: exponential(beta * logOffset) };
}

/** The sum over the terms from `start` to `end`. */
function directSum(
  beta: number,
  series: Series,
  { high, low }: Sum,
  { prefixes, lows, offsets, weights }: Terms,
  start: number,
  end: number,
): number {
  const totals: [number, number] = [0, 0];
  const distance = (i: number) =>
    high - (prefixes[i] as number) + (low - (lows[i] as number)) + (offsets[i] as number);
  for (let first = start; first < end; first += GROUP) {
    const last = Math.min(first + GROUP, end);
    const middle = distance(first + ((last - first) >> 1));
    const inverse = 1 / middle;
    let worst = 0;
    for (let i = first; i < last; i++) {
      const d = (distance(i) - middle) * inverse;
      worst = Math.max(worst, d * d);
    }
    if (last - first === GROUP && worst <= series.near) {
      const degree = degreeFor(worst);
      const near: [number, number] = [0, 0];
      for (let i = first; i < last; i++) {
        const d = (distance(i) - middle) * inverse;
        near[(i - first) % 2 === 0 ? 0 : 1] += (weights[i] as number) * seriesAt(series, degree, d);
      }
      const power = shortPower(middle, -beta);
      totals[0] += power * near[0];
      totals[1] += power * near[1];
      continue;
    }
    for (let i = first; i < last; i++) {
      totals[(i - first) % 2 === 0 ? 0 : 1] += (weights[i] as number) * shortPower(distance(i), -beta);
    }
  }
  return totals[0] + totals[1];
}
