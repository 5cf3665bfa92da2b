/** The law that describes runs that were trained. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isRecord, list } from "@anneal/core/arguments";
import { limited } from "../input/limits.js";
import type {
  AnnealingParameters,
  FittedLaw,
  LawDocument,
  LawName,
  LossLaw,
  MultiPowerParameters,
} from "../laws/law.js";
import { readLaw } from "../laws/read-law.js";
import { errorsOf, type PredictionErrors } from "./errors.js";
import { minimize } from "./levenberg-marquardt.js";
import { createModel, type Model } from "./model.js";
import type { Evaluated } from "./objective.js";
import { type ReadRun, readRuns, type TrainedRun } from "./read-runs.js";
import { resample } from "./resample.js";
import { startingPoints } from "./starts.js";
import { type FitWarning, warningsOf } from "./warnings.js";

export interface FitOptions<Name extends LawName = LawName> {
  /** Default: `"multi-power"`. */
  readonly law?: Name;
  /**
   * `"published"` (default) draws `C`, `beta` and `gamma` of the multi-power law to the published fits, as much as a
   * measurement would that errs by 0.1 %. Few runs leave these three open, and without it the best fit often predicts other
   * schedules worse. `"none"`: the runs alone decide.
   */
  readonly prior?: "published" | "none";
  /** How many neighboring losses are averaged before the fit, an odd number. Default: 1, none. */
  readonly smoothing?: number;
  /** The most losses of a run that the fit looks at, evenly spread. Default: 200. */
  readonly pointsPerRun?: number;
  /** How many times the fit is repeated with residuals drawn anew, for intervals. Default: 0. */
  readonly resamples?: number;
  /** What the drawing depends on. Default: 1. */
  readonly seed?: number;
}

/** How near a law comes to a run, at the steps after warm-up that the fit looked at. */
export interface FittedRun extends PredictionErrors {
  readonly label: string;
  /** The step at which the first rise of the rate ends; losses before it are not looked at. */
  readonly warmupEnd: number;
  readonly steps: readonly number[];
  readonly measured: readonly number[];
  readonly predicted: readonly number[];
  /** `log(measured) - log(predicted)` */
  readonly residuals: readonly number[];
}

/** Nine of ten resampled fits lie between these. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface LawFit<Law extends FittedLaw = FittedLaw> {
  readonly law: Law;
  readonly runs: readonly FittedRun[];
  /** An interval for each parameter; null without resampling. */
  readonly intervals: Readonly<Record<string, Interval>> | null;
  /** The laws of the resampled fits; `compareSchedules` makes intervals of losses with them. */
  readonly resampled: readonly Law[];
  /** What the runs can't tell. */
  readonly warnings: readonly FitWarning[];
}

/** Starts that are followed for a few steps, and the one that is followed to its end. */
const CANDIDATES = 5;
const FIRST_LEG = { mostIterations: 15, tolerance: 1e-3 };
const LAST_LEG = { mostIterations: 300, tolerance: 1e-7 };

/**
 * Fits a law to runs: Huber's loss (delta 1e-3) of the log losses, from several starts, by Levenberg and Marquardt's method
 * within bounds. Losses measured before the end of warm-up are not looked at.
 *
 * Three runs of different shapes are a good start: a constant rate, one that decays, and one that is cut once.
 *
 * ```ts
 * const { law, warnings } = fitLossLaw([
 *   { schedule: warmupCosine({ peak: 3e-4, warmupSteps: 500, totalSteps: 10_000 }), steps, losses },
 *   // ...
 * ]);
 * law.loss(other, [9_999]);
 * ```
 *
 * @throws InvalidArgumentError for losses that are NaN, 0 or negative, a run that ends before its warm-up, and fewer losses
 * than parameters.
 */
export function fitLossLaw(
  runs: readonly TrainedRun[],
  options?: FitOptions<"multi-power">,
): LawFit<LossLaw<MultiPowerParameters>>;
export function fitLossLaw(
  runs: readonly TrainedRun[],
  options: FitOptions<"annealing">,
): LawFit<LossLaw<AnnealingParameters>>;
export function fitLossLaw(runs: readonly TrainedRun[], options?: FitOptions): LawFit;
export function fitLossLaw(runs: readonly TrainedRun[], options: FitOptions = {}): LawFit {
  const { law, withPrior, smoothing, pointsPerRun, resamples, seed } = readOptions(options);
  const read = readRuns(runs, { smoothing, pointsPerRun });
  const model = createModel(law, read, withPrior);
  const points = read.reduce((sum, { steps }) => sum + new Set(steps).size, 0);
  if (points < model.names.length) {
    const expected = `at least ${model.names.length} losses of different steps after warm-up, as many as the law has parameters`;
    throw new InvalidArgumentError("runs", points, expected);
  }
  const best = fitModel(model);
  const found = resample(model, best, read, resamples, seed).map((point) => model.toLaw(point));
  return {
    law: model.toLaw(best.point),
    runs: describeRuns(read, best),
    intervals: found.length === 0 ? null : intervalsOf(found),
    resampled: found,
    warnings: warningsOf(model, best, read),
  };
}

const MOST_RESAMPLES = 10_000;

function readOptions(options: FitOptions) {
  const names = ["law", "prior", "smoothing", "pointsPerRun", "resamples", "seed"] as const;
  const given = new Fields("fitLossLaw", "options", options, names);
  const smoothing = given.whole("smoothing", 1, 1);
  if (smoothing % 2 === 0) throw new InvalidArgumentError("smoothing", smoothing, "an odd number");
  return {
    law: given.choice("law", ["multi-power", "annealing"], "multi-power"),
    withPrior: given.choice("prior", ["published", "none"], "published") === "published",
    smoothing,
    pointsPerRun: given.whole("pointsPerRun", 2, 200),
    resamples: limited("resamples", given.whole("resamples", 0, 0), MOST_RESAMPLES),
    seed: given.whole("seed", 0, 1),
  };
}

function fitModel(model: Model): Evaluated {
  const [first, ...others] = startingPoints(model)
    .slice(0, CANDIDATES)
    .map((start) => minimize(model, start, model.logLosses, FIRST_LEG));
  if (first === undefined) {
    const expected = "losses that a law of this kind can describe, and rates of a usual size";
    throw new InvalidArgumentError("runs", `${model.logLosses.length} losses that none fits`, expected);
  }
  const best = others.reduce((a, b) => (b.value < a.value ? b : a), first);
  return minimize(model, best, model.logLosses, LAST_LEG);
}

function describeRuns(runs: readonly ReadRun[], { predicted, residuals }: Evaluated): FittedRun[] {
  let start = 0;
  return runs.map(({ label, warmupEnd, steps, losses }) => {
    const end = start + steps.length;
    const ours = Array.from(predicted.subarray(start, end));
    const run = {
      label,
      warmupEnd,
      steps,
      measured: losses,
      predicted: ours,
      residuals: Array.from(residuals.subarray(start, end)),
      ...errorsOf(losses, ours),
    };
    start = end;
    return run;
  });
}

/** A fit as a law's JSON, with the resampled laws: `lawFromJSON` and `resampledFromJSON` read it. */
export function fitToJSON(fit: LawFit): LawDocument {
  if (!isRecord(fit)) throw new InvalidArgumentError("fit", fit, "what fitLossLaw returned");
  const law = readLaw("fit.law", fit.law);
  const resampled = list("fit.resampled", fit.resampled, "laws").map((each, i) =>
    readLaw(`fit.resampled[${i}]`, each),
  );
  return { ...law.toJSON(), resampled: resampled.map((each) => ({ ...each.parameters })) };
}

function intervalsOf(laws: readonly FittedLaw[]): Record<string, Interval> {
  const all = laws.map(({ parameters }) => ({ ...parameters }) as Record<string, number>);
  const names = Object.keys(all[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, intervalOf(all.map((one) => one[name] as number))]));
}

/** The middle nine tenths. */
export function intervalOf(values: readonly number[]): Interval {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
  return { low: at(0.05), high: at(0.95) };
}
