/** A schedule in another unit of time. */
import { build, type Schedule } from "../schedule/schedule.js";
import { readOptions, scheduleTree } from "./options.js";

export interface StretchOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** The number of steps in which the curve advances by one of its own steps, above 0. */
  readonly factor: number;
}

/**
 * `schedule(step / factor)`
 *
 * The same curve, `factor` times as long. A schedule whose lengths are tokens takes `factor: 1 / tokensPerStep`, one whose
 * lengths are epochs `factor: stepsPerEpoch`; its lengths in steps need not be whole.
 *
 * @throws InvalidArgumentError for a factor that is not finite or not above 0.
 * @whenToUse Schedules stated in tokens, samples or epochs that must match another program between whole steps.
 * @whenNotTo Lengths that may be rounded to steps: state them in steps.
 * @example
 * stretch({ schedule: cosine({ peak: 1e-3, totalSteps: 90 }), factor: 312.5 })
 */
export function stretch(options: StretchOptions): Schedule {
  const given = readOptions("stretch", options, ["schedule", "factor"]);
  const child = given.read("schedule", scheduleTree);
  return build({ kind: "time", child, scale: 1 / given.positive("factor") });
}
