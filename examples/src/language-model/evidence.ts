/** Fits a law to three of the language model's runs and predicts all of them. */
import { readFileSync } from "node:fs";
import { errorsOf, fitLossLaw, type LawFit, type PredictionErrors } from "@anneal/forecast";
import { runs } from "./runs.js";

/** The runs that the law is fitted to. */
export const FITTED = ["cosine-1500", "constant-1500", "drop-1500"];
/** The first step whose loss is used: a power law does not describe the start of a run. */
export const FIRST_STEP = 300;

/** The measured and predicted losses of a run, from `FIRST_STEP` on. */
export interface PredictedRun extends PredictionErrors {
  readonly name: string;
  readonly isFitted: boolean;
  readonly steps: readonly number[];
  readonly measured: readonly number[];
  readonly predicted: readonly number[];
}

const folder = new URL("../../data/language-model/", import.meta.url);

/** Reads the losses of a run that `train-language-model` wrote. */
export function readLosses(name: string): { readonly steps: number[]; readonly losses: number[] } {
  const [, ...lines] = readFileSync(new URL(`${name}.csv`, folder), "utf8")
    .trim()
    .split("\n");
  const rows = lines
    .map((line) => line.split(",").map(Number) as [number, number, number])
    .filter(([step]) => step >= FIRST_STEP);
  return { steps: rows.map(([step]) => step), losses: rows.map(([, , loss]) => loss) };
}

/** The fit, and the predictions for every run. */
export function predictRuns(): { readonly fit: LawFit; readonly predicted: readonly PredictedRun[] } {
  const measured = runs.map((run) => ({ ...run, ...readLosses(run.name) }));
  const fitted = measured.filter(({ name }) => FITTED.includes(name));
  const fit = fitLossLaw(
    fitted.map(({ name, schedule, steps, losses }) => ({ label: name, schedule, steps, losses })),
  );
  const predicted = measured.map(({ name, schedule, steps, losses }) => {
    const ours = fit.law.loss(schedule, steps);
    return {
      name,
      isFitted: FITTED.includes(name),
      steps,
      measured: losses,
      predicted: ours,
      ...errorsOf(losses, ours),
    };
  });
  return { fit, predicted };
}
