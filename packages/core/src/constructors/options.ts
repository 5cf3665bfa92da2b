/** Options shared by all constructors: rates, schedules, ends, and the behavior after the end. */
import { ascending, Fields, listOf, numberList, rate, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { isSchedule } from "../schedule/schedule.js";
import type { ScheduleNode } from "../tree/node.js";
import { normalize } from "../tree/normalize.js";

/** A learning rate: a finite number of at least 0. */
export type Rate = number;

/** A number of updates (steps): a whole number. */
export type Steps = number;

/** A ratio: 0.1 is 10 %. */
export type Share = number;

/** The end of a decay, as a rate or as a share of the peak. */
export interface EndOptions {
  /** The rate at the end. Default: 0. */
  readonly end?: Rate;
  /** The rate at the end as a share of `peak`; instead of `end`. */
  readonly endRatio?: Share;
}

export interface AfterEndOptions {
  /**
   * After the last step, `"hold"` keeps the last rate and `"continue"` follows the formula (a cosine rises again, a
   * line goes below `end` and even below 0). Default: `"hold"`.
   */
  readonly afterEnd?: AfterEnd;
}

export type AfterEnd = "hold" | "continue";

/** Reads the options of the constructor called `name`. */
export function readOptions<Name extends string>(
  name: string,
  options: unknown,
  names: readonly Name[],
): Fields<Name> {
  return new Fields(name, "options", options, names);
}

/** The fields `end` and `endRatio` of a decay from `peak`. */
export function readEnd(options: Fields<"end" | "endRatio">, peak: number): number {
  options.refuseWith("end", ["endRatio"]);
  return options.has("endRatio") ? options.read("endRatio", rate) * peak : options.read("end", rate, 0);
}

/** The field `afterEnd`, in the terms of a ramp. */
export function readAfterEnd(options: Fields<"afterEnd">): "hold" | "extend" {
  return options.choice("afterEnd", ["hold", "continue"], "hold") === "hold" ? "hold" : "extend";
}

/** Steps in ascending order; equal neighbors are allowed. */
export function stepList(argument: string, value: unknown): readonly number[] {
  return ascending(argument, numberList(argument, value, wholeNumber));
}

/** A schedule, or a number for a constant schedule. */
export function scheduleTree(argument: string, value: unknown): ScheduleNode {
  if (typeof value === "number") return normalize({ kind: "constant", value: rate(argument, value) });
  if (isSchedule(value)) return normalize(value.node);
  throw new InvalidArgumentError(argument, value, "a schedule or a number");
}

/** At least one schedule or number. */
export function scheduleTrees(argument: string, value: unknown): readonly ScheduleNode[] {
  const trees = listOf(argument, value, "schedules", scheduleTree);
  if (trees.length === 0)
    throw new InvalidArgumentError(argument, value, "an array of at least one schedule");
  return trees;
}

/** What the decay of cycles multiplies: their peaks, the heights above the lowest rate, or all rates. */
export const DECAYS_OF = ["peak", "amplitude", "rate"] as const;
