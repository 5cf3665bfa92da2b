/** The sums in TypeScript: the twin of `crates/kernels/src/forecast`, operation by operation. */
import { logarithm } from "@anneal/core/schedule-engine";
import { exponential, shortPower } from "./functions.js";
import { BLOCK_WORDS, type Kernel, ORDER, type TermShape, type Terms } from "./kernel.js";
import { GROUP, NEAR, seriesAt, seriesOf } from "./series.js";

/** From how many radii away a block is summed by its moments. */
const REACH = 4;

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
      const isNear = end - start === GROUP && worst <= NEAR;
      const center = isNear ? termOf(shape, middle) : null;
      for (let i = start; i < end; i++) {
        const d = ((rates[i] as number) - middle) * inverse;
        const term = center ?? termOf(shape, rates[i] as number);
        offsets[i] = isNear ? term.offset * seriesAt(offsetSeries, d) : term.offset;
        const factor = isNear ? term.weight * seriesAt(weightSeries, d) : term.weight;
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

  compress(beta, length, { prefixes, offsets, weights }, table) {
    const blocks = table.length / BLOCK_WORDS;
    let reach = Number.NEGATIVE_INFINITY;
    for (let block = 0; block < blocks; block++) {
      const [start, end] = [block * length, (block + 1) * length];
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (let i = start; i < end; i++) {
        const position = (prefixes[i] as number) - (offsets[i] as number);
        if (position < least) least = position;
        if (position > most) most = position;
      }
      const center = 0.5 * (least + most);
      const radius = 0.5 * (most - least);
      reach = Math.max(reach, center + REACH * radius);
      table[block] = reach;
      table[blocks + block] = center;
      table[2 * blocks + block] = radius;
      const inverse = radius > 0 ? 1 / radius : 0;
      // Two sums of each power, as the kernel has in its two lanes.
      const sums = new Float64Array(2 * ORDER);
      for (let i = start; i < end; i++) {
        const scaled = ((prefixes[i] as number) - (offsets[i] as number) - center) * inverse;
        let product = weights[i] as number;
        for (let at = (i - start) % 2; at < 2 * ORDER; at += 2) {
          sums[at] = (sums[at] as number) + product;
          product *= scaled;
        }
      }
      const first = 3 * blocks + (block >> 1) * 2 * ORDER + (block % 2);
      let binomial = 1;
      for (let m = 0; m < ORDER; m++) {
        if (m > 0) binomial *= (beta + (m - 1)) / m;
        table[first + 2 * m] = binomial * ((sums[2 * m] as number) + (sums[2 * m + 1] as number));
      }
    }
  },

  blockSums(beta, length, terms, table, { sums, counts }, out) {
    const blocks = table.length / BLOCK_WORDS;
    const series = seriesOf(-beta);
    let far = 0;
    for (let target = 0; target < out.length; target++) {
      const sum = sums[target] as number;
      const count = counts[target] as number;
      while (far + 2 <= blocks && (table[far + 1] as number) <= sum && (far + 2) * length <= count) far += 2;
      out[target] =
        farSum(beta, sum, far, table, blocks) + directSum(beta, series, sum, terms, far * length, count);
    }
  },
});

/** The sum over the first `count` blocks. */
function farSum(beta: number, sum: number, count: number, table: Float64Array, blocks: number): number {
  const totals: [number, number] = [0, 0];
  for (let block = 0; block < count; block++) {
    const distance = sum - (table[blocks + block] as number);
    const ratio = (table[2 * blocks + block] as number) / distance;
    const first = 3 * blocks + (block >> 1) * 2 * ORDER + (block % 2);
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

/** `rate^gamma / C`, and that to the power beta. */
function termOf({ logC, beta, gamma }: TermShape, rate: number): { offset: number; weight: number } {
  const logOffset = gamma * logarithm(rate) - logC;
  return { offset: exponential(logOffset), weight: exponential(beta * logOffset) };
}

/** The sum over the terms from `start` to `end`. */
function directSum(
  beta: number,
  series: Float64Array,
  sum: number,
  { prefixes, offsets, weights }: Terms,
  start: number,
  end: number,
): number {
  const totals: [number, number] = [0, 0];
  const distance = (i: number) => sum - (prefixes[i] as number) + (offsets[i] as number);
  for (let first = start; first < end; first += GROUP) {
    const last = Math.min(first + GROUP, end);
    const middle = distance(first + ((last - first) >> 1));
    const inverse = 1 / middle;
    const near: [number, number] = [0, 0];
    let worst = 0;
    if (last - first === GROUP) {
      for (let i = first; i < last; i++) {
        const d = (distance(i) - middle) * inverse;
        worst = Math.max(worst, d * d);
        near[(i - first) % 2 === 0 ? 0 : 1] += (weights[i] as number) * seriesAt(series, d);
      }
      if (worst <= NEAR) {
        const power = shortPower(middle, -beta);
        totals[0] += power * near[0];
        totals[1] += power * near[1];
        continue;
      }
    }
    for (let i = first; i < last; i++) {
      totals[(i - first) % 2 === 0 ? 0 : 1] += (weights[i] as number) * shortPower(distance(i), -beta);
    }
  }
  return totals[0] + totals[1];
}
