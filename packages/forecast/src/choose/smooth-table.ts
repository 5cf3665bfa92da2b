/** The best rates that fall without jumps after warm-up, as a short table. */

import { LEAST_RATE } from "../kernel/interface.js";
import type { FittedLaw } from "../laws/law.js";
import { finalLossOf } from "./final-loss.js";
import { lbfgs } from "./lbfgs.js";

/** The problem of a search. */
export interface SearchOptions {
  readonly law: FittedLaw;
  readonly totalSteps: number;
  readonly peak: number;
  readonly warmupSteps: number;
}

/** Steps and their rates; two rates at one step are a jump. */
export type Points = readonly (readonly [step: number, rate: number])[];

/** The number of points of the table after warm-up, if the run is long enough. */
const POINTS = 96;
const SEARCH = { mostIterations: 400, tolerance: 1e-9 };
/** The start points of the search: shares of the run, and end rates relative to the peak. */
const STARTS = [
  { decay: 0.25, end: 1e-3 },
  { decay: 0.6, end: 1e-2 },
];

/**
 * A table of rates, linear between its points. The search variables are the square roots of the logarithms of
 * neighboring ratios, so that no rate rises.
 */
export function smoothTable({ law, totalSteps, peak, warmupSteps }: SearchOptions): Points {
  const steps = tableSteps(warmupSteps, totalSteps - 1);
  const finalLoss = finalLossOf(law, totalSteps);
  const rates = new Float64Array(totalSteps);
  const rateSlopes = new Float64Array(totalSteps);
  for (let step = 0; step < warmupSteps; step++) rates[step] = (peak * step) / warmupSteps;
  const objective = (x: Float64Array, slopes: Float64Array): number => {
    const table = tableRates(x, peak);
    fill(rates, steps, table);
    const loss = finalLoss(rates, rateSlopes);
    const ofTable = gather(rateSlopes, steps);
    // A ratio affects all rates from its point on.
    let later = 0;
    for (let i = x.length - 1; i >= 0; i--) {
      const rate = table[i + 1] as number;
      if (rate > LEAST_RATE) later += (ofTable[i + 1] as number) * rate;
      slopes[i] = -2 * (x[i] as number) * later;
    }
    return loss;
  };
  const found = STARTS.map(({ decay, end }) => lbfgs(objective, startOf(steps, decay, end), SEARCH));
  const best = found.reduce((a, b) => (b.value < a.value ? b : a));
  const table = tableRates(best.x, peak);
  return tidy(steps.map((step, i) => [step, table[i] as number]));
}

/** The steps of the table: evenly spaced at first, and denser toward the end, where rates change most. */
function tableSteps(first: number, last: number): number[] {
  const length = last - first;
  const steps = new Set<number>([first, last]);
  for (let i = 1; i < POINTS; i++) {
    const u = i / POINTS;
    // The distance to the end falls with the square of 1 - u, and never below one step.
    steps.add(Math.min(last - 1, first + Math.round(length * (1 - (1 - u) ** 2.5))));
    if (i % 4 === 0) steps.add(first + Math.round(length * u));
  }
  return [...steps].filter((step) => step >= first).sort((a, b) => a - b);
}

/** The rates at the steps of the table. */
function tableRates(x: Float64Array, peak: number): Float64Array {
  const table = new Float64Array(x.length + 1);
  table[0] = peak;
  let fall = 0;
  for (let i = 0; i < x.length; i++) {
    fall += (x[i] as number) ** 2;
    table[i + 1] = Math.max(LEAST_RATE, peak * Math.exp(-fall));
  }
  return table;
}

/** Linear interpolation between the points. */
function fill(rates: Float64Array, steps: readonly number[], table: Float64Array): void {
  rates[steps[0] as number] = table[0] as number;
  for (let i = 1; i < steps.length; i++) {
    const [start, end] = [steps[i - 1] as number, steps[i] as number];
    const [from, to] = [table[i - 1] as number, table[i] as number];
    for (let step = start + 1; step <= end; step++) {
      rates[step] = from + ((to - from) * (step - start)) / (end - start);
    }
  }
}

/** The derivatives by the rates of the table, from those by the rates of all steps. */
function gather(slopes: Float64Array, steps: readonly number[]): Float64Array {
  const gathered = new Float64Array(steps.length);
  gathered[0] = slopes[steps[0] as number] as number;
  for (let i = 1; i < steps.length; i++) {
    const [start, end] = [steps[i - 1] as number, steps[i] as number];
    for (let step = start + 1; step <= end; step++) {
      const share = (step - start) / (end - start);
      gathered[i - 1] = (gathered[i - 1] as number) + (1 - share) * (slopes[step] as number);
      gathered[i] = (gathered[i] as number) + share * (slopes[step] as number);
    }
  }
  return gathered;
}

/** Holds the peak until `decay` of the run is left, then changes by a constant factor per step. */
function startOf(steps: readonly number[], decay: number, end: number): Float64Array {
  const [first, last] = [steps[0] as number, steps.at(-1) as number];
  const begin = last - decay * (last - first);
  const fall = Math.log(1 / end) / (last - begin);
  return Float64Array.from(steps.slice(1), (step, i) => {
    const from = Math.max(begin, steps[i] as number);
    // Not exactly 0, where the derivative of a square is 0 and the search would be stuck.
    return Math.sqrt(Math.max(1e-6, fall * (step - from)));
  });
}

/** Removes points that lie on a line with their neighbors, as on the plateau. */
function tidy(points: readonly (readonly [number, number])[]): [number, number][] {
  const kept: [number, number][] = [];
  points.forEach(([step, rate], i) => {
    const before = kept.at(-1);
    const after = points[i + 1];
    if (before && after) {
      const between = before[1] + ((after[1] - before[1]) * (step - before[0])) / (after[0] - before[0]);
      if (Math.abs(between - rate) <= 1e-5 * rate) return;
    }
    kept.push([step, rate]);
  });
  return kept;
}
