/** Warm-up: the rate rises linearly before the main schedule begins. */
import { type Fields, rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, createSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type Rate, readOptions, type Share, type Steps, scheduleTree } from "./options.js";
import { joinSegments, type Segment } from "./segments.js";

/**
 * The progress of the warm-up at step t of W: `"t/W"` starts at `warmupFrom` itself, `"(t+1)/W"` and `"(t+1)/(W+1)"`
 * one step further, so that the first update does not run at a rate of 0. All of them reach the peak by step W;
 * `"(t+1)/W"` reaches it at step W - 1.
 */
export type WarmupRule = "t/W" | "(t+1)/W" | "(t+1)/(W+1)";

export interface WarmupShapeOptions {
  /** Number of warm-up steps; the peak is at step `warmupSteps`. 0: no warm-up. */
  readonly warmupSteps: Steps;
  /** The rate at which the warm-up starts. Default: 0. */
  readonly warmupFrom?: Rate;
  /** The same as a share of the peak; instead of `warmupFrom`. */
  readonly warmupFromRatio?: Share;
  /** The progress of the warm-up at step t of W. Default: `"t/W"`. */
  readonly warmupRule?: WarmupRule;
  /** The power of that progress, above 0: 1 is a straight line, 2 a quadratic warm-up. Default: 1. */
  readonly warmupPower?: number;
}

export const WARMUP_NAMES = [
  "warmupSteps",
  "warmupFrom",
  "warmupFromRatio",
  "warmupRule",
  "warmupPower",
] as const;

/** The warm-up segment to `peak`, from the options. */
export function readWarmup(options: Fields<(typeof WARMUP_NAMES)[number]>, peak: number): Segment {
  const steps = options.whole("warmupSteps", 0);
  options.refuseWith("warmupFrom", ["warmupFromRatio"]);
  const from = options.has("warmupFromRatio")
    ? options.read("warmupFromRatio", rate) * peak
    : options.read("warmupFrom", rate, 0);
  const rule = options.choice("warmupRule", ["t/W", "(t+1)/W", "(t+1)/(W+1)"], "t/W");
  const power = options.positive("warmupPower", 1);
  const tree: ScheduleDraft = {
    kind: "ramp",
    start: rule === "t/W" ? 0 : -1,
    end: rule === "(t+1)/W" ? steps - 1 : steps,
    from,
    to: peak,
    ...(power === 1 ? {} : { easing: { kind: "power", exponent: power } }),
  };
  return { label: "warm-up", tree, until: steps };
}

export interface WarmupOptions extends WarmupShapeOptions {
  /** The schedule after the warm-up, or a number for a constant rate. Its steps count from the end of the warm-up. */
  readonly schedule: Schedule | number;
}

/**
 * `warmupFrom + (schedule(0) - warmupFrom) * step / warmupSteps`, then `schedule(step - warmupSteps)`
 *
 * Puts a warm-up before any schedule: a line to its first rate, which is reached at step `warmupSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or both
 * `warmupFrom` and `warmupFromRatio`.
 * @see Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017.
 * @whenToUse A warm-up before a schedule that has none.
 * @whenNotTo Schedules with a `warmupSteps` option of their own.
 * @example
 * warmup({ warmupSteps: 500, schedule: cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000 }) })
 */
export function warmup(options: WarmupOptions): Schedule {
  const given = readOptions("warmup", options, ["schedule", ...WARMUP_NAMES]);
  const tree = given.read("schedule", scheduleTree);
  const peak = createSchedule(tree)(0);
  if (!Number.isFinite(peak)) {
    throw new InvalidArgumentError("schedule", peak, "a schedule with a finite rate at step 0");
  }
  const after = { label: "main", tree, until: Number.POSITIVE_INFINITY };
  return build(joinSegments([readWarmup(given, peak), after], true));
}
