/** transformers' `TrainingArguments`, which TRL, unsloth, LLaMA-Factory and axolotl build on. The warm-up is i/W. */

import { constant } from "../../building/curves.js";
import type { EngineCurves, Report } from "../../building/engine.js";
import { argumentsOf, libraryCurves } from "../../building/library.js";
import { numberIn } from "../../reading/numbers.js";
import {
  context,
  number,
  optional,
  positive,
  rate,
  section,
  text,
  total,
  type Values,
} from "../../settings/field.js";

export const TRAINER_FIELDS = {
  peak: positive("learning_rate", 5e-5),
  scheduler: text("lr_scheduler_type", "linear"),
  kwargs: optional(section("lr_scheduler_kwargs")),
  warmupSteps: optional(rate("warmup_steps")),
  warmupRatio: optional(rate("warmup_ratio")),
  total: total("max_steps"),
  epochs: context(number("num_train_epochs")),
  weightDecay: context(rate("weight_decay")),
};

export type TrainerFields = Values<typeof TRAINER_FIELDS>;

/** The counts that a schedule requires. */
const NEEDS = new Map<string, "nothing" | "warmup">([
  ["constant", "nothing"],
  ["constant_with_warmup", "warmup"],
  ["inverse_sqrt", "warmup"],
]);
const WITHOUT_KWARGS = new Set(["constant", "constant_with_warmup"]);
const FOLLOWS_METRIC = new Set(["reduce_lr_on_plateau", "greedy"]);

/** `SchedulerType.COSINE` is `cosine`. */
export function schedulerName(written: string): string {
  return written.replace(/^(\w+\.)*SchedulerType\./, "").toLowerCase();
}

/**
 * The warm-up in updates: below 1 it is a share of the run, rounded up; `warmup_ratio` is read in the same way.
 *
 * @param otherwise The default if neither is written.
 */
export function warmupSteps(fields: TrainerFields, report: Report, otherwise: number): number {
  const { warmupSteps: steps, warmupRatio: ratio } = fields;
  if (steps !== undefined && steps > 0)
    return steps < 1 ? Math.ceil(fields.total * steps) : Math.trunc(steps);
  if (ratio !== undefined) {
    report.note("warmup_ratio is read as a fractional warmup_steps, which replaces it since transformers 5");
    return Math.ceil(fields.total * ratio);
  }
  if (steps === undefined) report.assume(`warmup_steps = ${otherwise}`);
  const taken = steps ?? otherwise;
  return taken > 0 && taken < 1 ? Math.ceil(fields.total * taken) : Math.trunc(taken);
}

export interface TrainerDefaults {
  /** The warm-up if none is written. */
  readonly warmup?: number;
  /** Additional defaults for `lr_scheduler_kwargs`. */
  kwargs?(name: string, warmup: number, total: number): Readonly<Record<string, unknown>>;
}

export function trainerCurves(
  fields: TrainerFields,
  report: Report,
  defaults: TrainerDefaults = {},
): EngineCurves {
  const name = schedulerName(fields.scheduler);
  const warmup =
    NEEDS.get(name) === "nothing" ? undefined : warmupSteps(fields, report, defaults.warmup ?? 0);
  return trainerSchedule(name, warmup, fields, report, defaults);
}

/** The schedule by its name in transformers, with a warm-up in updates. */
export function trainerSchedule(
  name: string,
  warmup: number | undefined,
  fields: TrainerFields,
  report: Report,
  { kwargs: defaultKwargs }: TrainerDefaults = {},
): EngineCurves {
  if (FOLLOWS_METRIC.has(name))
    report.refuse("scheduler", "follows a metric, so it is not a schedule of the step");
  const needsTotal = !NEEDS.has(name);
  const total = needsTotal ? fields.total : undefined;
  const written = WITHOUT_KWARGS.has(name) ? {} : argumentsOf(fields.kwargs ?? {}, numberIn);
  const kwargs = { ...defaultKwargs?.(name, warmup ?? 0, total ?? 0), ...written };
  const counts = {
    ...(warmup === undefined ? {} : { num_warmup_steps: warmup }),
    ...(total === undefined ? {} : { num_training_steps: total }),
  };
  const curves = libraryCurves(
    "transformers",
    name,
    { ...counts, scheduler_specific_kwargs: kwargs },
    fields.peak,
  );
  const { weightDecay } = fields;
  return {
    ...curves,
    ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
    facts: { total: report.knownTotal, warmup, peak: fields.peak },
  };
}
