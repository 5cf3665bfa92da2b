/** The best staircase after warm-up: the peak, then a few cuts. */
import { LEAST_RATE } from "../kernel/interface.js";
import type { AnnealingParameters, MultiPowerParameters } from "../laws/law.js";
import { lbfgs } from "./lbfgs.js";
import type { Points, SearchOptions } from "./smooth-table.js";

/** The largest number of cuts. More cuts lowered the loss with no fit that we tried. */
const MOST_CUTS = 5;
const SEARCH = { mostIterations: 300, tolerance: 1e-11 };
/** The start points: the share of the run left at the first cut, and the total drop of the rate (as a logarithm). */
const STARTS = [0.05, 0.15, 0.4].flatMap((left) => [2, 4, 7].map((fall) => ({ left, fall })));
/** The step of the numerical derivative. */
const DIFFERENCE = 1e-6;

interface Staircase {
  /** The number of steps of each rate. */
  readonly lengths: readonly number[];
  readonly rates: readonly number[];
}

/** Steps and rates, with a jump at each cut. */
export function bestStaircase(options: SearchOptions): Points {
  const { totalSteps, warmupSteps, peak } = options;
  const loss = lossOf(options);
  const objective = (x: Float64Array, slopes: Float64Array) => {
    const at = (index: number, change: number) => {
      const moved = Float64Array.from(x);
      moved[index] = (x[index] as number) + change;
      return loss(staircaseOf(moved, options));
    };
    for (let i = 0; i < x.length; i++)
      slopes[i] = (at(i, DIFFERENCE) - at(i, -DIFFERENCE)) / (2 * DIFFERENCE);
    return loss(staircaseOf(x, options));
  };
  const found = Array.from({ length: MOST_CUTS }, (_, i) => i + 1).flatMap((cuts) =>
    STARTS.map(({ left, fall }) => lbfgs(objective, startOf(cuts, left, fall), SEARCH)),
  );
  const best = found.reduce((a, b) => (b.value < a.value ? b : a));
  const { lengths, rates } = staircaseOf(best.x, options);
  const points: [number, number][] = [[warmupSteps, peak]];
  let end = warmupSteps;
  rates.forEach((rate, i) => {
    const previous = points.at(-1) as [number, number];
    const start = Math.round(end);
    end += lengths[i] as number;
    // Skip cuts of zero length, and cuts that hardly lower the rate.
    if (Math.round(end) <= start || rate > 0.8 * previous[1]) return;
    points.push([start, previous[1]], [start, rate]);
  });
  return [...points, [totalSteps - 1, (points.at(-1) as [number, number])[1]]];
}

/** The lengths are shares of the run, the first with weight 1; each rate is a fraction of the previous one. */
function staircaseOf(x: Float64Array, { totalSteps, warmupSteps, peak }: SearchOptions): Staircase {
  const cuts = x.length / 2;
  const weights = [1, ...Array.from(x.subarray(0, cuts), Math.exp)];
  const unit = (totalSteps - warmupSteps) / weights.reduce((sum, weight) => sum + weight, 0);
  let fall = 0;
  const rates = [peak];
  for (const root of x.subarray(cuts)) {
    fall += root * root;
    rates.push(Math.max(LEAST_RATE, peak * Math.exp(-fall)));
  }
  return { lengths: weights.map((weight) => weight * unit), rates };
}

function startOf(cuts: number, left: number, fall: number): Float64Array {
  const x = new Float64Array(2 * cuts);
  x.fill(Math.log(left / (1 - left) / cuts), 0, cuts);
  x.fill(Math.sqrt(fall / cuts), cuts);
  return x;
}

/** The warm-up is modeled by a few rises, because it hardly affects what follows. */
const RISES = 16;

/** The final loss of a staircase, in a few operations per cut. */
function lossOf({ law, warmupSteps, peak }: SearchOptions): (staircase: Staircase) => number {
  const { L0, A, alpha } = law.parameters;
  const effectOf =
    law.name === "annealing"
      ? annealingEffect(law.parameters as AnnealingParameters)
      : multiPowerEffect(law.parameters as MultiPowerParameters);
  return ({ lengths, rates }) => {
    let rateSum = 0;
    let steps = 0;
    let gain = 0;
    for (let i = rates.length - 1; i > 0; i--) {
      rateSum += (rates[i] as number) * (lengths[i] as number);
      steps += lengths[i] as number;
      gain +=
        ((rates[i - 1] as number) - (rates[i] as number)) * effectOf(rates[i] as number, rateSum, steps);
    }
    rateSum += peak * (lengths[0] as number);
    steps += lengths[0] as number;
    if (warmupSteps > 0) {
      for (let i = RISES - 1; i >= 0; i--) {
        const rate = (peak * (i + 0.5)) / RISES;
        rateSum += (rate * warmupSteps) / RISES;
        steps += warmupSteps / RISES;
        gain -= (peak / RISES) * effectOf(rate, rateSum, steps);
      }
    }
    return L0 + A * rateSum ** -alpha - gain;
  };
}

/** The effect of a cut by the end, from the rate after it, the sum of the rates from it on, and the number of steps. */
type Effect = (rate: number, rateSum: number, steps: number) => number;

function multiPowerEffect({ B, C, beta, gamma }: MultiPowerParameters): Effect {
  return (rate, rateSum) => B * (1 - (1 + C * Math.max(rate, LEAST_RATE) ** -gamma * rateSum) ** -beta);
}

function annealingEffect({ C, lambda }: AnnealingParameters): Effect {
  return (_rate, _rateSum, steps) => (C * (1 - lambda ** steps)) / (1 - lambda);
}
