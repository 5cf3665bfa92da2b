/** REX: a decay that stays high for most of the run and falls fast at the end. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import {
  type AfterEndOptions,
  type EndOptions,
  type Rate,
  readAfterEnd,
  readEnd,
  readOptions,
  type Steps,
} from "./options.js";

export interface RexOptions extends EndOptions, AfterEndOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** Number of steps of the decay, at least 1. */
  readonly totalSteps: Steps;
  /** How long the rate stays high, above -1: 0 is a straight line, 1 the paper's curve, 9 axolotl's. Default: 1. */
  readonly curvature?: number;
}

/**
 * `end + (peak - end) * (1 - u) * (1 + curvature) / (1 + curvature * (1 - u))` with `u = step / totalSteps`
 *
 * Reflected exponential decay: above a straight line throughout, exact at both ends. With the default curvature it is
 * `(1 - u) / (1/2 + (1 - u) / 2)`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, a curvature of -1
 * or less, or both `end` and `endRatio`.
 * @see Chen et al., REX: Revisiting Budgeted Training with an Improved Schedule, 2022.
 * @whenToUse Small training budgets, with SGD or Adam.
 * @whenNotTo Runs that may be extended: most of the decay happens at the planned end.
 * @example
 * rex({ peak: 1e-3, totalSteps: 10_000 })
 */
export function rex(options: RexOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "curvature", "afterEnd"] as const;
  const given = readOptions("rex", options, names);
  const peak = given.read("peak", rate);
  return build({
    kind: "ramp",
    start: 0,
    end: given.whole("totalSteps", 1),
    from: peak,
    to: readEnd(given, peak),
    easing: { kind: "rational", curvature: given.above("curvature", -1, 1) },
    after: readAfterEnd(given),
  });
}
