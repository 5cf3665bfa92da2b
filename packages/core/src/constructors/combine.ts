/** Combinations of schedules. */
import { finiteNumber, listOf, readLimits, text } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import { type Rate, readOptions, type Steps, scheduleTree, scheduleTrees, stepList } from "./options.js";

export interface JoinOptions {
  /** The schedules, in order; a number is a constant schedule. */
  readonly schedules: readonly (Schedule | number)[];
  /** The steps at which the next schedule starts, in ascending order; one fewer than the schedules. */
  readonly boundaries: readonly Steps[];
  /** Whether each schedule counts its steps from its own start, or from the start of the join. Default: true. */
  readonly rebase?: boolean;
  /** `"right"`: the next schedule starts at the boundary itself; `"left"`: one step later. Default: `"right"`. */
  readonly side?: "right" | "left";
  /** A name for each schedule, for plots and checks. Default: none. */
  readonly labels?: readonly string[];
}

/**
 * `schedules[i](step - boundaries[i - 1])` from `boundaries[i - 1]` to `boundaries[i]`
 *
 * One schedule after another. Equal neighboring boundaries skip the schedule between them.
 *
 * @throws InvalidArgumentError for boundaries that are unsorted or not whole, or lists whose lengths do not match.
 * @whenToUse Schedules that no other constructor covers.
 * @whenNotTo A warm-up before a schedule: `warmup` finds its peak.
 * @example
 * join({ schedules: [cosine({ peak: 1e-3, totalSteps: 10_000 }), 1e-5], boundaries: [8_000], labels: ["training", "annealed"] })
 */
export function join(options: JoinOptions): Schedule {
  const given = readOptions("join", options, ["schedules", "boundaries", "rebase", "side", "labels"]);
  const children = given.read("schedules", scheduleTrees);
  const boundaries = given.read("boundaries", stepList);
  given.counted("boundaries", boundaries, children.length - 1, "one fewer than the schedules");
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
  /** At least one schedule; a number is a constant schedule. */
  readonly schedules: readonly (Schedule | number)[];
}

/**
 * `schedules[0](step) * schedules[1](step) * ...`
 *
 * The product of schedules.
 *
 * @throws InvalidArgumentError for items that are neither a schedule nor a number, or an empty list.
 * @whenToUse A factor on a schedule, for example for a growing batch size.
 * @whenNotTo A single number: use `scale`.
 * @example
 * product({ schedules: [cosine({ peak: 1e-3, totalSteps: 10_000 }), stepDecay({ peak: 1, gamma: 2, every: 4_000 })] })
 */
export function product(options: SchedulesOptions): Schedule {
  const given = readOptions("product", options, ["schedules"]);
  return build({ kind: "product", children: given.read("schedules", scheduleTrees) });
}

/**
 * `schedules[0](step) + schedules[1](step) + ...`
 *
 * The sum of schedules.
 *
 * @throws InvalidArgumentError for items that are neither a schedule nor a number, or an empty list.
 * @whenToUse A floor or a wave on top of a schedule.
 * @whenNotTo A lower limit: use `clamp`.
 * @example
 * sum({ schedules: [cosine({ peak: 1e-3, totalSteps: 10_000 }), 1e-5] })
 */
export function sum(options: SchedulesOptions): Schedule {
  const given = readOptions("sum", options, ["schedules"]);
  return build({ kind: "sum", children: given.read("schedules", scheduleTrees) });
}

export interface ClampOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** The lowest rate. Default: no limit; at least one of the two limits is required. */
  readonly minimum?: Rate;
  /** The highest rate. Default: no limit. */
  readonly maximum?: Rate;
}

/**
 * `min(max(schedule(step), minimum), maximum)`
 *
 * A schedule limited to the range between two rates.
 *
 * @throws InvalidArgumentError for limits that are not finite, missing or in the wrong order.
 * @whenToUse A hard limit on the rate.
 * @whenNotTo A decay that should end at a rate: its `end` option keeps the shape.
 * @example
 * clamp({ schedule: cosine({ peak: 1e-3, totalSteps: 10_000 }), minimum: 1e-4 })
 */
export function clamp(options: ClampOptions): Schedule {
  const given = readOptions("clamp", options, ["schedule", "minimum", "maximum"]);
  const limits = readLimits(given);
  if (limits.minimum === null && limits.maximum === null) {
    throw new InvalidArgumentError("minimum", undefined, "given, unless maximum is");
  }
  return build({ kind: "clamp", child: given.read("schedule", scheduleTree), ...limits });
}

export interface ScaleOptions {
  /** The schedule, or a number for a constant one. */
  readonly schedule: Schedule | number;
  /** The factor: any finite number. */
  readonly factor: number;
}

/**
 * `factor * schedule(step)`
 *
 * A schedule multiplied by a number.
 *
 * @throws InvalidArgumentError for a factor that is not finite.
 * @whenToUse The same schedule for a parameter group with another rate.
 * @whenNotTo Another peak with the same end: construct the schedule again.
 * @example
 * scale({ schedule: cosine({ peak: 1e-3, totalSteps: 10_000 }), factor: 0.5 })
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
  /** The number of steps by which the curve is delayed; a negative number makes it earlier. */
  readonly steps: Steps;
}

/**
 * `schedule(step - steps)`
 *
 * A schedule delayed by `steps` steps.
 *
 * @throws InvalidArgumentError for steps that are not a whole number.
 * @whenToUse A schedule that counts from another step, for example after a resumed run.
 * @whenNotTo Avoiding a first update at rate 0: use `warmupRule`.
 * @example
 * shift({ schedule: cosine({ peak: 1e-3, totalSteps: 10_000 }), steps: 1_000 })
 */
export function shift(options: ShiftOptions): Schedule {
  const given = readOptions("shift", options, ["schedule", "steps"]);
  const child = given.read("schedule", scheduleTree);
  return build({ kind: "time", child, shift: given.whole("steps", Number.MIN_SAFE_INTEGER) });
}
