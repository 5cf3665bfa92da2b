/** A straight line between two rates. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import { type AfterEndOptions, type Rate, readAfterEnd, readOptions, type Steps } from "./options.js";
import { linearRamp } from "./ramps.js";

export interface LinearOptions extends AfterEndOptions {
  /** The rate at step 0. */
  readonly start: Rate;
  /** The rate at step `totalSteps`. */
  readonly end: Rate;
  /** Number of steps of the line, at least 1. */
  readonly totalSteps: Steps;
}

/**
 * `start + (end - start) * step / totalSteps`
 *
 * A straight line, up or down; exact at both ends. `afterEnd: "continue"` may go below 0.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 * @whenToUse Fine-tuning, range tests, and as a part of other schedules.
 * @whenNotTo Pre-training from scratch with Adam, which needs a warm-up: use `warmupLinear`.
 * @example
 * linear({ start: 1e-3, end: 0, totalSteps: 10_000 })
 */
export function linear(options: LinearOptions): Schedule {
  const given = readOptions("linear", options, ["start", "end", "totalSteps", "afterEnd"]);
  return build(
    linearRamp({
      start: 0,
      end: given.whole("totalSteps", 1),
      from: given.read("start", rate),
      to: given.read("end", rate),
      after: readAfterEnd(given),
    }),
  );
}
