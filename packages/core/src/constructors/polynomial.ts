/** Polynomial decay. */
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
import { type PolynomialShapeOptions, readPolynomialShape } from "./ramps.js";

export interface PolynomialOptions extends EndOptions, PolynomialShapeOptions, AfterEndOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** Number of steps of the decay, at least 1. */
  readonly totalSteps: Steps;
}

/**
 * `end + (peak - end) * (1 - (step / totalSteps) ^ timeExponent) ^ power`
 *
 * Polynomial decay from `peak` at step 0 to `end` at step `totalSteps`. `afterEnd: "continue"` needs a whole `power`,
 * because other powers have no value after the end.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or both `end` and
 * `endRatio`.
 * @whenToUse Segmentation models (power 0.9) and BERT-like fine-tuning (power 1).
 * @whenNotTo Runs that need a high rate for long: a power above 1 stays close to the end.
 * @example
 * polynomial({ peak: 1e-3, totalSteps: 10_000, power: 2 })
 */
export function polynomial(options: PolynomialOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "power", "timeExponent", "afterEnd"] as const;
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
