/** Checks and sorts the runs of a fit. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isRecord, list, numberList, positiveNumber, text } from "@anneal/core/arguments";
import { limited, MOST_LOSS } from "../input/limits.js";
import { lengthOf, ratesOf, type ScheduleLike } from "../input/rates.js";
import { lastOf, readSteps } from "../input/steps.js";
import { smooth } from "./smooth.js";

/** A trained run: its schedule, and its loss at some steps. Other fields are ignored. */
export interface TrainedRun {
  /** A schedule, a function from a step to its rate, or an array with the rate of each step. */
  readonly schedule: ScheduleLike;
  /** The steps of the losses: the loss after update `step`, counted from 0. */
  readonly steps: ArrayLike<number>;
  /** The loss at each of them, above 0. */
  readonly losses: ArrayLike<number>;
  /** The name in results. Default: `run 1`, `run 2`, ... */
  readonly label?: string;
}

export interface ReadRun {
  readonly label: string;
  /** The rates up to the last step. */
  readonly rates: Float64Array;
  /** The step at which the first rise of the rate ends. */
  readonly warmupEnd: number;
  /** The steps after warm-up that the fit uses. */
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

export interface ReadRunsOptions {
  /** The number of measurements averaged. */
  readonly smoothing: number;
  /** The largest number of measurements per run in the fit. */
  readonly pointsPerRun: number;
}

/** @throws InvalidArgumentError that names the run and the value. */
export function readRuns(runs: unknown, options: ReadRunsOptions): readonly ReadRun[] {
  const given = list("runs", runs, "runs { schedule, steps, losses }");
  if (given.length === 0) throw new InvalidArgumentError("runs", given, "at least one run");
  return given.map((run, i) => readRun(run, i, options));
}

function readRun(run: unknown, index: number, { smoothing, pointsPerRun }: ReadRunsOptions): ReadRun {
  const path = `runs[${index}]`;
  const names = ["schedule", "steps", "losses", "label"] as const;
  if (!isRecord(run)) throw new InvalidArgumentError(path, run, "an object with schedule, steps and losses");
  // Other fields are allowed: seed, model, file.
  const own = Object.fromEntries(names.map((name) => [name, run[name]]));
  const fields = new Fields("a run", path, own, names, `${path}.`);
  const ordered = readSteps(fields.get("steps"), fields.path("steps"));
  const losses = fields.read("losses", (argument, value) => numberList(argument, value, readLoss));
  fields.counted("losses", losses, ordered.steps.length, "one loss for each step");
  const last = lastOf(ordered.steps, fields.path("steps"));
  const schedule = fields.get("schedule") as ScheduleLike;
  const rates = ratesOf(schedule, last, fields.path("schedule"));
  const first = rates.findIndex((rate) => rate > 0);
  if (first < 0) {
    const expected = `a rate above 0 at some step up to ${last}, the last step with a loss`;
    throw new InvalidArgumentError(fields.path("schedule"), 0, expected);
  }
  const warmupEnd = endOfWarmup(rates, first, schedule);
  const afterWarmup = ordered.steps.findIndex((step) => step >= warmupEnd);
  if (afterWarmup < 0) {
    const expected = `at least one step after warm-up; the rate rises until step ${warmupEnd}`;
    throw new InvalidArgumentError(fields.path("steps"), last, expected);
  }
  // Losses of the warm-up are not averaged with later ones.
  const measured = smooth(
    ordered.places.slice(afterWarmup).map((place) => losses[place] as number),
    smoothing,
  );
  const points = measured.map((loss, i) => ({ step: ordered.steps[afterWarmup + i] as number, loss }));
  const kept = evenly(points, pointsPerRun);
  return {
    label: fields.read("label", text, "") || `run ${index + 1}`,
    rates,
    warmupEnd,
    steps: kept.map(({ step }) => step),
    losses: kept.map(({ loss }) => loss),
  };
}

function readLoss(argument: string, value: unknown): number {
  return limited(argument, positiveNumber(argument, value), MOST_LOSS);
}

/**
 * The step at which the rate first stops rising after its first value above 0. A run that ends before that consists of
 * warm-up only.
 */
function endOfWarmup(rates: Float64Array, first: number, schedule: ScheduleLike): number {
  let step = first;
  while (step + 1 < rates.length && (rates[step + 1] as number) > (rates[step] as number)) step++;
  if (step === 0 || step + 1 < rates.length) return step;
  // The rate at the last measured step is the highest so far, and only later steps show whether it is the peak.
  const next = step + 1;
  const length = lengthOf(schedule);
  if (length !== null && next >= length) return step;
  const following = ratesOf(schedule, next)[next] as number;
  return following > (rates[step] as number) ? next : step;
}

/** At most `most` of the items, evenly spaced, including the first and the last. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const distance = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * distance)] as Item);
}
