/** A bound from convex optimization, which needs no fit. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, numberList, positiveNumber } from "@anneal/core/arguments";
import { lengthOf, ratesOf, refuseOthers, type ScheduleLike } from "../input/rates.js";

export interface ConvexBoundOptions {
  /** The norm of the gradients: a number, or one per update. Default: 1. */
  readonly gradientNorm?: number | ArrayLike<number>;
  /** The distance from the start to the best weights. Default: 1. */
  readonly distance?: number;
  /** The number of updates after which the bound holds. Default: the length of an array of rates. */
  readonly at?: number;
}

export interface ConvexBound {
  /** The bound: the most by which the last iterate's loss can exceed the lowest loss. */
  readonly bound: number;
  /** The terms of the bound: the start, the noise of the average, and the noise of the last iterate. */
  readonly terms: readonly [start: number, average: number, last: number];
  /** The number of updates up to the last one with a rate above 0. */
  readonly updates: number;
  /** The factor on all rates that minimizes the bound. */
  readonly bestFactor: number;
  /** The highest rate after multiplication by `bestFactor`. */
  readonly bestPeak: number;
  /** The bound after multiplication by `bestFactor`. */
  readonly bestBound: number;
}

/**
 * `D^2 / (2 sum h) + sum(h^2 G^2) / (2 sum h) + 1/2 sum_(k<T) h_k / (sum_(j>k) h_j) * (sum_(j>=k) h_j^2 G_j^2) / (sum_(j>=k) h_j)`
 *
 * The bound of the last iterate of SGD on a convex function, for rates `h_1` to `h_T`, gradients of norm `G` and a
 * start at distance `D`. It tracks the losses of real runs of large models over their schedules, although they are not
 * convex: it compares shapes and lengths, and does not predict the loss itself. `T` is the last update with a rate
 * above 0.
 *
 * @param schedule A schedule, a function or an array; update 0 is `h_1`.
 * @throws InvalidArgumentError
 * @see Schaipp et al., The Surprising Agreement Between Convex Optimization Theory and Learning-Rate Scheduling for Large
 * Model Training, ICML 2025; Defazio et al., arXiv:2310.07831, Theorem 10.
 */
export function convexBound(schedule: ScheduleLike, options: ConvexBoundOptions = {}): ConvexBound {
  const given = new Fields("convexBound", "options", options, ["gradientNorm", "distance", "at"]);
  refuseOthers(schedule, "schedule");
  const distance = given.positive("distance", 1);
  if (lengthOf(schedule) === 0) throw new InvalidArgumentError("schedule", schedule, "at least one rate");
  const at = given.whole("at", 1, lengthOf(schedule) ?? undefined);
  const rates = ratesOf(schedule, at - 1);
  let updates = at;
  while (updates > 0 && rates[updates - 1] === 0) updates--;
  if (updates === 0) throw new InvalidArgumentError("schedule", 0, "a rate above 0 among the updates");
  const normOf = readNorms(given.get("gradientNorm") ?? 1, updates);
  const terms = termsOf(rates, updates, normOf, distance);
  const [start, average, last] = terms;
  const bestFactor = Math.sqrt(start) / Math.sqrt(average + last);
  let peak = 0;
  for (let k = 0; k < updates; k++) peak = Math.max(peak, rates[k] as number);
  const bound = start + average + last;
  if (!Number.isFinite(bound) || !Number.isFinite(bestFactor)) {
    const expected = "rates whose squares, times those of gradientNorm and distance, are finite and above 0";
    throw new InvalidArgumentError("schedule", peak, expected);
  }
  return {
    bound,
    terms,
    updates,
    bestFactor,
    bestPeak: bestFactor * peak,
    bestBound: 2 * Math.sqrt(start) * Math.sqrt(average + last),
  };
}

function readNorms(value: unknown, updates: number): (k: number) => number {
  if (typeof value === "number") {
    const norm = positiveNumber("gradientNorm", value);
    return () => norm;
  }
  const norms = numberList("gradientNorm", value, positiveNumber);
  if (norms.length < updates) {
    throw new InvalidArgumentError(
      "gradientNorm.length",
      norms.length,
      `at least ${updates}, one for each update`,
    );
  }
  return (k) => norms[k] as number;
}

/** In one pass from the end, because all sums are over later updates. */
function termsOf(
  rates: Float64Array,
  updates: number,
  normOf: (k: number) => number,
  distance: number,
): [number, number, number] {
  let sum = 0;
  let squares = 0;
  let last = 0;
  for (let k = updates - 1; k >= 0; k--) {
    const rate = rates[k] as number;
    const later = sum;
    sum += rate;
    squares += (rate * normOf(k)) ** 2;
    if (k < updates - 1) last += ((rate / later) * squares) / sum;
  }
  return [distance ** 2 / (2 * sum), squares / (2 * sum), last / 2];
}
