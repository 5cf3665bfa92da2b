/** A rate that never changes. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import { type Rate, readOptions } from "./options.js";

export interface ConstantOptions {
  /** The rate at every step. */
  readonly value: Rate;
}

/**
 * `value`
 *
 * The same rate at every step. Wherever a schedule is accepted, a number is shorthand for this one.
 *
 * @throws InvalidArgumentError when `value` is not a finite number of at least 0.
 * @whenToUse Debugging, short fine-tuning, and Schedule-Free optimizers, which need no decay.
 * @whenNotTo Long training: a decay at the end lowers the loss for free.
 * @example
 * constant({ value: 3e-4 })
 */
export function constant(options: ConstantOptions): Schedule {
  const given = readOptions("constant", options, ["value"]);
  return build({ kind: "constant", value: given.read("value", rate) });
}
