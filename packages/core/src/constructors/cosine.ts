/** Cosine annealing. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import {
  type AfterEndOptions,
  type EndOptions,
  type Rate,
  readEnd,
  readOptions,
  type Steps,
} from "./options.js";
import { type CosineShapeOptions, cosineDecay, type TailOptions } from "./ramps.js";

export interface CosineOptions extends EndOptions, CosineShapeOptions, TailOptions, AfterEndOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** Number of steps of the decay, at least 1. */
  readonly totalSteps: Steps;
}

/**
 * `end + (peak - end) * ((1 + cos(pi * halfCycles * u)) / 2) ^ exponent`
 * with `u = (step / totalSteps) ^ timeExponent`
 *
 * Cosine annealing from `peak` at step 0 to `end` at step `totalSteps`, or `tailSteps` earlier. Exact at both ends.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or both `end` and
 * `endRatio`.
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017.
 * @whenToUse SGD on images, and runs whose length is fixed in advance.
 * @whenNotTo Runs that may be extended, and Adam from scratch, which needs a warm-up: use `warmupCosine`.
 * @example
 * cosine({ peak: 1e-3, end: 1e-5, totalSteps: 10_000 })
 */
export function cosine(options: CosineOptions): Schedule {
  const names = [
    "peak",
    "end",
    "endRatio",
    "totalSteps",
    "halfCycles",
    "exponent",
    "timeExponent",
    "tailSteps",
    "afterEnd",
  ] as const;
  const given = readOptions("cosine", options, names);
  const peak = given.read("peak", rate);
  return build(
    cosineDecay(given, { start: 0, end: given.whole("totalSteps", 1), from: peak, to: readEnd(given, peak) }),
  );
}
