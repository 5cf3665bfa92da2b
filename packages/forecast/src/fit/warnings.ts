/** Reports what the runs can't determine. */
import { joinWords } from "@anneal/core/arguments";
import { normalEquations } from "./levenberg-marquardt.js";
import { eigenvectors } from "./linear-algebra.js";
import type { Model } from "./model.js";
import { type Evaluated, slopes } from "./objective.js";
import type { ReadRun } from "./read-runs.js";

export type FitWarningCode = "no-cut" | "one-shape" | "undetermined" | "at-bound";

export interface FitWarning {
  /**
   * `"no-cut"`: no run cuts its rate after warm-up. `"one-shape"`: all runs cut it in the same way. `"undetermined"`:
   * other values of some parameters fit as well. `"at-bound"`: a parameter is at its lower or upper bound.
   */
  readonly code: FitWarningCode;
  readonly message: string;
  /** The affected parameters. */
  readonly parameters: readonly string[];
}

export function warningsOf(model: Model, best: Evaluated, runs: readonly ReadRun[]): FitWarning[] {
  const ofCuts = model.names.slice(3);
  const warnings: FitWarning[] = [];
  if (!runs.some(({ rates, warmupEnd }) => falls(rates, warmupEnd))) {
    const message = `no run cuts its rate after warm-up, so ${joinWords(ofCuts, "and")} can't be determined: add a run that does`;
    warnings.push({ code: "no-cut", message, parameters: ofCuts });
  } else if (areOfOneShape(runs)) {
    const message =
      "all runs cut their rates in the same way, so the law may be wrong about other shapes: add a run of another shape";
    warnings.push({ code: "one-shape", message, parameters: ofCuts });
  }
  return [...warnings, ...undetermined(model, best), ...atBounds(model, best)];
}

function falls(rates: Float64Array, from: number): boolean {
  for (let step = from + 1; step < rates.length; step++) {
    if ((rates[step] as number) < (rates[step - 1] as number)) return true;
  }
  return false;
}

/** The positions in a run at which shapes are compared, and their largest difference relative to the peak. */
const PLACES = 64;
const SAME = 0.02;

function areOfOneShape(runs: readonly ReadRun[]): boolean {
  const [first, ...others] = runs.map(({ rates, warmupEnd }) => {
    const peak = rates[warmupEnd] as number;
    const length = rates.length - 1 - warmupEnd;
    return Array.from(
      { length: PLACES },
      (_, i) => (rates[warmupEnd + Math.round((i * length) / (PLACES - 1))] as number) / peak,
    );
  });
  return others.every((shape) => shape.every((rate, i) => Math.abs(rate - (first?.[i] ?? 0)) < SAME));
}

/** A direction in which the fit worsens by less than this share of other directions. */
const FLAT = 1e-6;
/** The share of a parameter in such a direction that is worth reporting. */
const PART = 0.3;

function undetermined(model: Model, best: Evaluated): FitWarning[] {
  const { matrix } = normalEquations(best.residuals, slopes(model, best));
  const sizes = matrix.map((row, i) => Math.sqrt(row[i] as number));
  const blind = model.names.filter((_, i) => !((sizes[i] as number) > 0));
  if (blind.length > 0) return [flat(blind)];
  const scaled = matrix.map((row, i) =>
    row.map((value, j) => value / ((sizes[i] as number) * (sizes[j] as number))),
  );
  return eigenvectors(scaled)
    .filter(({ value }) => value < FLAT)
    .map(({ vector }) => flat(model.names.filter((_, i) => Math.abs(vector[i] as number) > PART)));
}

function flat(parameters: readonly string[]): FitWarning {
  const subject =
    parameters.length === 1 ? `${parameters[0]} has` : `${joinWords(parameters, "and")} have together`;
  const message = `the runs hardly determine which values ${subject}: others fit as well`;
  return { code: "undetermined", message, parameters };
}

function atBounds(model: Model, { point }: Evaluated): FitWarning[] {
  return model.names.flatMap((name, i) => {
    const [least, most] = model.bounds[i] as readonly [number, number];
    const value = point[i] as number;
    if (value > least && value < most) return [];
    const message = `${name} is at its ${value <= least ? "lower" : "upper"} bound: the law does not describe these runs`;
    return [{ code: "at-bound" as const, message, parameters: [name] }];
  });
}
