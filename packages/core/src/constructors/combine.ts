/** Schedules made of schedules. */
import { finiteNumber, listOf, readLimits, text } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { Schedule } from "../schedule/schedule.js";
import { build, readOptions, scheduleTree, scheduleTrees, stepList } from "./options.js";

export interface JoinOptions {
  /** The schedules, one after the other; a number stands for a constant one. */
  readonly schedules: readonly (Schedule | number)[];
  /** The steps at which the next schedule takes over, in ascending order; one less than there are schedules. */
  readonly boundaries: readonly number[];
  /** Whether each schedule counts its steps from its own start, or from the start of the join. Default: true. */
  readonly rebase?: boolean;
  /** `"right"`: the next schedule takes over at the boundary itself; `"left"`: one step after it. Default: `"right"`. */
  readonly side?: "right" | "left";
  /** A name for each schedule, which plots and checks show. Default: none. */
  readonly labels?: readonly string[];
}

/**
 * `schedules[i](step - boundaries[i - 1])` from `boundaries[i - 1]` to `boundaries[i]`
 *
 * One schedule after the other. Equal neighbouring boundaries leave out the schedule between them.
 *
 * @throws InvalidArgumentError for boundaries that are unsorted or not whole, and lengths that don't belong together.
 */
export function join(options: JoinOptions): Schedule {
  const given = readOptions("join", options, ["schedules", "boundaries", "rebase", "side", "labels"]);
  const children = given.read("schedules", scheduleTrees);
  const boundaries = given.read("boundaries", stepList);
  given.counted("boundaries", boundaries, children.length - 1, "one less than there are schedules");
  const labels = given.readOrNull("labels", (path, value) => listOf(path, value, "strings", text));
  if (labels !== null) given.counted("labels", labels, children.length, "one for each schedule");
  return build({
    kind: "join",
    boundaries,
    children,
    rebase: given.flag("rebase", true),
    side: given.choice("side", ["right", "left"], "right"),
    labels,
  });
}

export interface SchedulesOptions {
  /** At least one schedule; a number stands for a constant one. */
  readonly schedules: readonly (Schedule | number)[];
}

/**
 * `schedules[0](step) * schedules[1](step) * ...`
 *
 * @throws InvalidArgumentError for something that is neither a schedule nor a number, and for none at all.
 */
export function product(options: SchedulesOptions): Schedule {
  const given = readOptions("product", options, ["schedules"]);
  return build({ kind: "product", children: given.read("schedules", scheduleTrees) });
}

/**
 * `schedules[0](step) + schedules[1](step) + ...`
 *
 * @throws InvalidArgumentError for something that is neither a schedule nor a number, and for none at all.
 */
export function sum(options: SchedulesOptions): Schedule {
  const given = readOptions("sum", options, ["schedules"]);
  return build({ kind: "sum", children: given.read("schedules", scheduleTrees) });
}

export interface ClampOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** The rate is never below this. Default: no limit; at least one of the two is needed. */
  readonly minimum?: number;
  /** The rate is never above this. Default: no limit. */
  readonly maximum?: number;
}

/**
 * `min(max(schedule(step), minimum), maximum)`
 *
 * @throws InvalidArgumentError for limits that are not finite, missing or in the wrong order.
 */
export function clamp(options: ClampOptions): Schedule {
  const given = readOptions("clamp", options, ["schedule", "minimum", "maximum"]);
  const limits = readLimits(given);
  if (limits.minimum === null && limits.maximum === null) {
    throw new InvalidArgumentError("minimum", undefined, "given, or maximum");
  }
  return build({ kind: "clamp", child: given.read("schedule", scheduleTree), ...limits });
}

export interface ScaleOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** What every rate is multiplied by: any finite number. */
  readonly factor: number;
}

/**
 * `factor * schedule(step)`
 *
 * @throws InvalidArgumentError for a factor that is not finite.
 */
export function scale(options: ScaleOptions): Schedule {
  const given = readOptions("scale", options, ["schedule", "factor"]);
  const child = given.read("schedule", scheduleTree);
  const factor = given.read("factor", finiteNumber);
  return build({ kind: "product", children: [{ kind: "constant", value: factor }, child] });
}

export interface ShiftOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** By how many steps everything happens later; earlier where it is negative. */
  readonly steps: number;
}

/**
 * `schedule(step - steps)`
 *
 * The same curve, `steps` later.
 *
 * @throws InvalidArgumentError for steps that are not a whole number.
 */
export function shift(options: ShiftOptions): Schedule {
  const given = readOptions("shift", options, ["schedule", "steps"]);
  const child = given.read("schedule", scheduleTree);
  return build({ kind: "time", child, shift: given.whole("steps", Number.MIN_SAFE_INTEGER) });
}
