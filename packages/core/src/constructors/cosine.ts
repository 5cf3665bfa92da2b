/** Cosine annealing. */
import type { Schedule } from "../schedule/schedule.js";
import { type CosineShapeOptions, readCosineEasing } from "./decays.js";
import {
  type AfterEndOptions,
  build,
  type EndOptions,
  rate,
  readAfterEnd,
  readEnd,
  readOptions,
} from "./options.js";

export interface CosineOptions extends EndOptions, CosineShapeOptions, AfterEndOptions {
  /** The rate at step 0. */
  readonly peak: number;
  /** How many steps the decay takes, at least 1. */
  readonly totalSteps: number;
}

/**
 * `end + (peak - end) * ((1 + cos(pi * halfCycles * step / totalSteps)) / 2) ^ exponent`
 *
 * Cosine annealing from `peak` at step 0 to `end` at step `totalSteps`, exact at both ends.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and both of `end`
 * and `endRatio`.
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017.
 */
export function cosine(options: CosineOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "halfCycles", "exponent", "afterEnd"] as const;
  const given = readOptions("cosine", options, names);
  const peak = given.read("peak", rate);
  return build({
    kind: "ramp",
    start: 0,
    end: given.whole("totalSteps", 1),
    from: peak,
    to: readEnd(given, peak),
    easing: readCosineEasing(given),
    after: readAfterEnd(given),
  });
}
