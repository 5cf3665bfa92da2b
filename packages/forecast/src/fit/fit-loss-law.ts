/** Fits a law to trained runs. */
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
import { type Interval, intervalOf } from "./intervals.js";
import { minimize } from "./levenberg-marquardt.js";
import { createModel, type Model } from "./model.js";
import type { Evaluated } from "./objective.js";
import { type ReadRun, readRuns, type TrainedRun } from "./read-runs.js";
import { resample } from "./resample.js";
import { startingPoints } from "./starts.js";
import { type FitWarning, warningsOf } from "./warnings.js";

export interface FitOptions<Name extends LawName = LawName> {
  /** The law to fit. Default: `"multi-power"`. */
  readonly law?: Name;
  /**
   * `"published"` (default) pulls `C`, `beta` and `gamma` of the multi-power law toward the published fits, weighted
   * like a measurement with an error of 0.1 %. Few runs barely constrain these three, and without the prior the best
   * fit often predicts other schedules worse. `"none"`: no prior.
   */
  readonly prior?: "published" | "none";
  /** The number of neighboring losses averaged before the fit; odd. Default: 1, no averaging. */
  readonly smoothing?: number;
  /** The largest number of losses per run in the fit, evenly spread. Default: 200. */
  readonly pointsPerRun?: number;
  /** The number of fits to resampled residuals, for intervals. Default: 0. */
  readonly resamples?: number;
  /** The seed of the resampling. Default: 1. */
  readonly seed?: number;
}

/** The errors of a law on a run, at the steps after warm-up that the fit used. */
export interface FittedRun extends PredictionErrors {
  readonly label: string;
  /** The step at which the first rise of the rate ends; earlier losses are ignored. */
  readonly warmupEnd: number;
  readonly steps: readonly number[];
  readonly measured: readonly number[];
  readonly predicted: readonly number[];
  /** `log(measured) - log(predicted)` */
  readonly residuals: readonly number[];
}

export interface LawFit<Law extends FittedLaw = FittedLaw> {
  readonly law: Law;
  readonly runs: readonly FittedRun[];
  /** An interval for each parameter; null without resampling. */
  readonly intervals: Readonly<Record<string, Interval>> | null;
  /** The laws of the resampled fits, for the intervals of `compareSchedules`. */
  readonly resampled: readonly Law[];
  /** The parameters and properties that the runs can't determine. */
  readonly warnings: readonly FitWarning[];
}

/** The number of starts that are followed for a few steps; the best one is followed to its end. */
const CANDIDATES = 5;
const FIRST_LEG = { mostIterations: 15, tolerance: 1e-3 };
const LAST_LEG = { mostIterations: 300, tolerance: 1e-7 };

/**
 * Fits a law to runs: the Huber loss (delta 1e-3) of the log losses, from several starts, by the Levenberg-Marquardt
 * method within bounds. Losses measured before the end of warm-up are ignored.
 *
 * Three runs of different shapes are a good start: one with a constant rate, one that decays, and one with a single
 * cut.
 *
 * ```ts
 * const { law, warnings } = fitLossLaw([
 *   { schedule: warmupCosine({ peak: 3e-4, warmupSteps: 500, totalSteps: 10_000 }), steps, losses },
 *   // ...
 * ]);
 * law.loss(other, [9_999]);
 * ```
 *
 * @throws InvalidArgumentError for losses that are NaN, 0 or negative, a run that ends before its warm-up, or fewer
 * losses than parameters.
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
    const expected = `at least ${model.names.length} losses of different steps after warm-up, the number of the law's parameters`;
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
    const expected = "losses that this law can describe, and rates of a usual size";
    throw new InvalidArgumentError(
      "runs",
      `${model.logLosses.length} losses that no parameters fit`,
      expected,
    );
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

/** A fit as a law's JSON, with the resampled laws, for `lawFromJSON` and `resampledFromJSON`. */
export function fitToJSON(fit: LawFit): LawDocument {
  if (!isRecord(fit)) throw new InvalidArgumentError("fit", fit, "the result of fitLossLaw");
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
