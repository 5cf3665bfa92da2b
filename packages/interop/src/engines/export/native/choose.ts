/**
 * Chooses the nearest fields: many candidates are compared at a few steps, the best ones at every update of the run.
 *
 * The measure is the sum of the largest and the mean difference. The largest alone often comes from the first update,
 * which the engine can't express, and would not constrain the rest of the curve.
 */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { ImportError } from "../../import-error.js";
import { float64 } from "../arithmetic.js";
import type { Deviation } from "../result.js";
import { differenceOf, isRounding, type RunFacts, ratesByStep, ratesOf } from "../run-rates.js";
import type { Points } from "./fit.js";
import type { Candidate, ExportContext, NativeForm } from "./form.js";
import { scheduleOf } from "./read-fields.js";
import { refined } from "./refine.js";
import type { Fit } from "./segments.js";

export interface Chosen {
  readonly candidate: Candidate;
  readonly deviation: Deviation;
  readonly isExact: boolean;
  /** The sum of the largest and the mean difference. */
  readonly distance: number;
}

interface Tried {
  readonly fit: Fit;
  readonly candidate: Candidate;
  readonly schedule: Schedule;
  /** The same at a few steps. */
  readonly distance: number;
}

export interface Search {
  readonly schedule: Schedule;
  readonly facts: RunFacts;
  readonly fits: ReadonlyMap<string, readonly Fit[]>;
  readonly points: Points;
  readonly context: ExportContext;
}

/** The number of candidates that are compared at every update. */
const COMPARED = 3;

/** Null: the engine rejects all near candidates. */
export function chooseNative(form: NativeForm, search: Search): Chosen | null {
  const { fits, facts } = search;
  const tried = ["constant", ...form.shapes]
    .flatMap((shape) => fits.get(shape) ?? [])
    .flatMap((fit) => triesOf(form, fit, search))
    .sort(byDistance);
  const best = compared(form, tried, search);
  const [nearest] = tried;
  if (best === null || best.isExact || nearest === undefined) return best;
  const distance = (fit: Fit) =>
    triesOf(form, fit, search).sort(byDistance)[0]?.distance ?? Number.POSITIVE_INFINITY;
  const fit = { ...nearest.fit, deviation: nearest.distance };
  const better = refined(fit, facts, (segments) => distance({ ...segments, deviation: 0 }));
  const refinedBest = compared(form, triesOf(form, better, search).sort(byDistance), search);
  return refinedBest !== null && refinedBest.distance < best.distance ? refinedBest : best;
}

function byDistance(one: Tried, other: Tried): number {
  return one.distance - other.distance;
}

function triesOf(form: NativeForm, fit: Fit, { points, context }: Search): Tried[] {
  return form.candidates(fit, context).flatMap((candidate) => {
    const schedule = accepted(form, candidate, context);
    return schedule === null ? [] : [{ fit, candidate, schedule, distance: distanceAt(points, schedule) }];
  });
}

/** Compares the first few at every update of the run. */
function compared(form: NativeForm, tried: readonly Tried[], { schedule, facts }: Search): Chosen | null {
  let best: Chosen | null = null;
  for (const { candidate, schedule: theirs } of tried.slice(0, COMPARED)) {
    const computed = form.computed?.(candidate);
    const rates = computed === undefined ? ratesOf(theirs) : ratesByStep(computed);
    const { largest, mean } = differenceOf(schedule, rates, facts);
    const distance = Math.abs(largest.difference) + mean;
    // Fields with which the engine computes infinite or undefined rates are near nothing.
    if (!Number.isFinite(distance)) continue;
    const isExact =
      isRounding(largest, facts, form.arithmetic ?? float64) &&
      // In float32 rates may agree although the fields are only near the schedule, so their curve must agree too.
      (computed === undefined ||
        isRounding(differenceOf(schedule, ratesOf(theirs), facts).largest, facts, float64));
    if (best !== null && !isExact && !(distance < best.distance)) continue;
    best = { candidate, deviation: largest, isExact, distance };
    if (best.isExact) break;
  }
  return best;
}

/** The engine's curve for the fields; null: it rejects them. */
function accepted(form: NativeForm, candidate: Candidate, context: ExportContext): Schedule | null {
  try {
    return scheduleOf(form, candidate, context);
  } catch (error) {
    if (error instanceof ImportError || error instanceof InvalidArgumentError) return null;
    throw error;
  }
}

function distanceAt({ steps, rates }: Points, theirs: Schedule): number {
  let [largest, sum] = [0, 0];
  for (let i = 0; i < steps.length; i++) {
    const distance = Math.abs(theirs(steps[i] as number) - (rates[i] as number));
    if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, distance);
    sum += distance;
  }
  return largest + sum / steps.length;
}
