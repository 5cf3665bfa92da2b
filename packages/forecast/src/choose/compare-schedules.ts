/** Ranks schedules by the loss under a law, with confidence. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, list, text } from "@anneal/core/arguments";
import { type Interval, intervalOf } from "../fit/intervals.js";
import { limited, MOST_STEPS } from "../input/limits.js";
import { ratesOf, type ScheduleLike } from "../input/rates.js";
import type { FittedLaw } from "../laws/law.js";
import { readLaw } from "../laws/read-law.js";

export interface ComparedSchedule {
  readonly label: string;
  readonly schedule: ScheduleLike;
}

export interface CompareOptions {
  readonly law: FittedLaw;
  readonly schedules: readonly ComparedSchedule[];
  /** The number of updates of the run; the losses after the last one are compared. */
  readonly totalSteps: number;
  /** The resampled laws of a fit, for intervals. Default: none. */
  readonly resampled?: readonly FittedLaw[];
}

export interface RankedSchedule extends ComparedSchedule {
  /** The predicted loss after the last update. */
  readonly loss: number;
  /** The loss minus the lowest loss of all schedules. */
  readonly cost: number;
  /** The interval of the loss in nine of ten resampled laws; null without them. */
  readonly interval: Interval | null;
  /** The share of the resampled laws under which this schedule is best; null without them. */
  readonly chance: number | null;
}

/**
 * Ranks schedules by the predicted loss at the end of the run, lowest first. With the resampled laws of a fit, each
 * schedule gets an interval and its chance to be best: intervals may overlap even if all laws rank the schedules in the
 * same way.
 *
 * Compare schedules with the same warm-up: under the laws, a rising rate costs loss that is never recovered, which says
 * nothing about whether a run survives without warm-up.
 *
 * @throws InvalidArgumentError
 */
export function compareSchedules(options: CompareOptions): readonly RankedSchedule[] {
  const given = new Fields("compareSchedules", "options", options, [
    "law",
    "schedules",
    "totalSteps",
    "resampled",
  ]);
  const law = given.read("law", readLaw);
  const last = limited("totalSteps", given.whole("totalSteps", 1), MOST_STEPS) - 1;
  const resampled = given.read(
    "resampled",
    (argument, value) => list(argument, value, "laws").map((each, i) => readLaw(`${argument}[${i}]`, each)),
    [],
  );
  const schedules = given.read("schedules", (argument, value) =>
    list(argument, value, "schedules { label, schedule }").map((each, i) =>
      readSchedule(`${argument}[${i}]`, each),
    ),
  );
  if (schedules.length === 0) throw new InvalidArgumentError("schedules", [], "at least one schedule");
  const rates = schedules.map(({ schedule }, i) => ratesOf(schedule, last, `schedules[${i}].schedule`));
  const lossBy = (each: FittedLaw) => rates.map((ofRun) => each.loss(ofRun, [last])[0] as number);
  const losses = lossBy(law);
  losses.forEach((loss, i) => {
    if (Number.isFinite(loss)) return;
    const expected = `a schedule with a finite loss at step ${last}, which needs a rate above 0`;
    throw new InvalidArgumentError(`schedules[${i}].schedule`, loss, expected);
  });
  const drawn = resampled.map(lossBy);
  const winners = drawn.map((all) => all.indexOf(Math.min(...all)));
  const least = Math.min(...losses);
  return schedules
    .map(({ label, schedule }, i) => ({
      label,
      schedule,
      loss: losses[i] as number,
      cost: (losses[i] as number) - least,
      interval: drawn.length === 0 ? null : intervalOf(drawn.map((all) => all[i] as number)),
      chance: drawn.length === 0 ? null : winners.filter((winner) => winner === i).length / drawn.length,
    }))
    .sort((a, b) => a.loss - b.loss);
}

function readSchedule(path: string, value: unknown): ComparedSchedule {
  const fields = new Fields("a schedule with a name", path, value, ["label", "schedule"], `${path}.`);
  return { label: fields.read("label", text), schedule: fields.get("schedule") as ScheduleLike };
}
