/** The runs that a law is fitted on, checked and put in order. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isRecord, list, numberList, positiveNumber, text } from "@anneal/core/arguments";
import { limited, MOST_LOSS } from "../input/limits.js";
import { lengthOf, ratesOf, type ScheduleLike } from "../input/rates.js";
import { lastOf, readSteps } from "../input/steps.js";
import { smooth } from "./smooth.js";

/** A run that was trained: its schedule, and its loss at some steps. Other fields are ignored. */
export interface TrainedRun {
  /** A schedule, a function from a step to its rate, or an array with the rate of each step. */
  readonly schedule: ScheduleLike;
  /** The steps at which the loss was measured: that after update `step`, counted from 0. */
  readonly steps: ArrayLike<number>;
  /** The loss at each of them, above 0. */
  readonly losses: ArrayLike<number>;
  /** What results call it. Default: `run 1`, `run 2`, ... */
  readonly label?: string;
}

export interface ReadRun {
  readonly label: string;
  /** The rates up to the last step. */
  readonly rates: Float64Array;
  /** The step at which the first rise of the rate ends. */
  readonly warmupEnd: number;
  /** The steps after warm-up that the fit looks at. */
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

export interface ReadRunsOptions {
  /** The measurements of a mean. */
  readonly smoothing: number;
  /** As many measurements of a run as the fit looks at. */
  readonly pointsPerRun: number;
}

/** @throws InvalidArgumentError naming the run and the value. */
export function readRuns(runs: unknown, options: ReadRunsOptions): readonly ReadRun[] {
  const given = list("runs", runs, "runs { schedule, steps, losses }");
  if (given.length === 0) throw new InvalidArgumentError("runs", given, "at least one run");
  return given.map((run, i) => readRun(run, i, options));
}

function readRun(run: unknown, index: number, { smoothing, pointsPerRun }: ReadRunsOptions): ReadRun {
  const path = `runs[${index}]`;
  const names = ["schedule", "steps", "losses", "label"] as const;
  if (!isRecord(run)) throw new InvalidArgumentError(path, run, "an object with schedule, steps and losses");
  // A record of a run may hold more: its seed, its model, its file.
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
    const expected = `a rate above 0 at some step up to ${last}, the last one with a loss`;
    throw new InvalidArgumentError(fields.path("schedule"), 0, expected);
  }
  const warmupEnd = endOfWarmup(rates, first, schedule);
  const measured = smooth(
    ordered.places.map((place) => losses[place] as number),
    smoothing,
  );
  const points = ordered.steps
    .map((step, i) => ({ step, loss: measured[i] as number }))
    .filter(({ step }) => step >= warmupEnd);
  if (points.length === 0) {
    const expected = `a step after warm-up among them: the rate rises until step ${warmupEnd}`;
    throw new InvalidArgumentError(fields.path("steps"), last, expected);
  }
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
 * The step at which the rate first stops rising after its first value above 0. A run that ends before is all warm-up.
 */
function endOfWarmup(rates: Float64Array, first: number, schedule: ScheduleLike): number {
  let step = first;
  while (step + 1 < rates.length && (rates[step + 1] as number) > (rates[step] as number)) step++;
  if (step === 0 || step + 1 < rates.length) return step;
  // The last step that was measured is the highest so far: only what comes after it tells whether it is the peak.
  const next = step + 1;
  const length = lengthOf(schedule);
  if (length !== null && next >= length) return step;
  const following = ratesOf(schedule, next)[next] as number;
  return following > (rates[step] as number) ? next : step;
}

/** At most `most` of the items, at even distances, the first and the last among them. */
function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const distance = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * distance)] as Item);
}
