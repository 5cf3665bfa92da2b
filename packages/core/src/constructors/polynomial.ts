/** Polynomial decay. */
import type { Schedule } from "../schedule/schedule.js";
import { readPolynomialShape } from "./decays.js";
import { type AfterEndOptions, build, type EndOptions, rate, readEnd, readOptions } from "./options.js";

export interface PolynomialOptions extends EndOptions, AfterEndOptions {
  /** The rate at step 0. */
  readonly peak: number;
  /** How many steps the decay takes, at least 1. */
  readonly totalSteps: number;
  /** The power, above 0: 1 is a straight line, above 1 the rate falls earlier. Default: 1. */
  readonly power?: number;
}

/**
 * `end + (peak - end) * (1 - step / totalSteps) ^ power`
 *
 * Polynomial decay from `peak` at step 0 to `end` at step `totalSteps`. `afterEnd: "continue"` takes a whole `power`:
 * other powers have no value after the end.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, and both of `end`
 * and `endRatio`.
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "power", "afterEnd"] as const;
  const given = readOptions("polynomial", options, names);
  const peak = given.read("peak", rate);
  return build({
    kind: "ramp",
    start: 0,
    end: given.whole("totalSteps", 1),
    from: peak,
    to: readEnd(given, peak),
    ...readPolynomialShape(given),
  });
}
