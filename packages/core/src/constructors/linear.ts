/** A straight line between two rates. */
import type { Schedule } from "../schedule/schedule.js";
import { linearRamp } from "./decays.js";
import { type AfterEndOptions, build, rate, readAfterEnd, readOptions } from "./options.js";

export interface LinearOptions extends AfterEndOptions {
  /** The rate at step 0. */
  readonly start: number;
  /** The rate at step `totalSteps`. */
  readonly end: number;
  /** How many steps the line takes, at least 1. */
  readonly totalSteps: number;
}

/**
 * `start + (end - start) * step / totalSteps`
 *
 * A straight line, up or down; exact at both ends. `afterEnd: "continue"` may lead below 0.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
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
