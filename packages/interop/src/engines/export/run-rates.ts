/** The rates of a run, block by block, so that runs of any length fit into memory. */
import { InvalidArgumentError, type Schedule, sample } from "@anneal/core";
import { type Arithmetic, float64 } from "./arithmetic.js";
import type { Deviation } from "./result.js";

const BLOCK = 8192;

/** Calls `visit` with each rate of the run. */
export function eachRate(
  schedule: Schedule,
  total: number,
  visit: (rate: number, step: number) => void,
): void {
  for (let start = 0; start < total; start += BLOCK) {
    const rates = sample(schedule, { start, count: Math.min(BLOCK, total - start) });
    for (let i = 0; i < rates.length; i++) visit(rates[i] as number, start + i);
  }
}

export interface RunFacts {
  readonly total: number;
  readonly first: number;
  readonly last: number;
  readonly highest: number;
  readonly lowest: number;
  /** The largest absolute rate. */
  readonly size: number;
  /** The first and the last update at which the rate is highest. */
  readonly peakFrom: number;
  readonly peakTo: number;
}

/** @throws InvalidArgumentError if a rate of the run is not finite. */
export function runFacts(schedule: Schedule, total: number): RunFacts {
  let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [peakFrom, peakTo] = [0, 0];
  eachRate(schedule, total, (rate, step) => {
    if (!Number.isFinite(rate)) {
      throw new InvalidArgumentError(
        "schedule",
        rate,
        `finite at every update of the run; at update ${step} it is not`,
      );
    }
    const margin = float64.rounding * Math.abs(highest);
    if (rate > highest + (Number.isFinite(margin) ? margin : 0)) {
      highest = rate;
      peakFrom = step;
    }
    if (rate >= highest - (Number.isFinite(margin) ? margin : 0)) peakTo = step;
    lowest = Math.min(lowest, rate);
  });
  const size = Math.max(Math.abs(highest), Math.abs(lowest));
  return { total, first: schedule(0), last: schedule(total - 1), highest, lowest, size, peakFrom, peakTo };
}

export interface Difference {
  readonly largest: Deviation;
  /** The mean of the absolute differences. */
  readonly mean: number;
}

/** The rates of `count` updates from `start` on. */
export type Rates = (start: number, count: number) => ArrayLike<number>;

export function ratesOf(schedule: Schedule): Rates {
  return (start, count) => sample(schedule, { start, count });
}

export function ratesByStep(rate: (step: number) => number): Rates {
  return (start, count) => {
    const rates = new Float64Array(count);
    for (let i = 0; i < count; i++) rates[i] = rate(start + i);
    return rates;
  };
}

/** The difference between `other` and `schedule`; a rate that is not finite is infinitely far. */
export function differenceOf(schedule: Schedule, other: Rates, { total, size }: RunFacts): Difference {
  let [step, difference, sum] = [0, 0, 0];
  for (let start = 0; start < total; start += BLOCK) {
    const count = Math.min(BLOCK, total - start);
    const own = sample(schedule, { start, count });
    const theirs = other(start, count);
    for (let i = 0; i < count; i++) {
      const distance = (theirs[i] as number) - (own[i] as number);
      sum += Math.abs(distance);
      if (Math.abs(distance) <= Math.abs(difference)) continue;
      [step, difference] = [start + i, Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance];
    }
  }
  const relative = difference === 0 ? 0 : difference / (size || 1);
  return { largest: { step, difference, relative }, mean: sum / total };
}

/** Whether a difference is only rounding of the arithmetic. */
export function isRounding({ difference }: Deviation, { size }: RunFacts, { rounding }: Arithmetic): boolean {
  return Math.abs(difference) <= rounding * size;
}
