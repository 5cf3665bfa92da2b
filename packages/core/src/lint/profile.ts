/** A schedule over a run: its values at relevant steps, and their summary. */
import { restsAt } from "../evaluate/rests-at.js";
import type { Schedule } from "../schedule/schedule.js";
import { endOf } from "./end-of.js";
import type { KnownRun } from "./known-run.js";
import { keySteps, type Part, partsOf, whole } from "./walk.js";
import { type Work, workFor } from "./work.js";

export interface Point {
  readonly step: number;
  readonly value: number;
}

export interface Profile {
  /** The value at a step; NaN if the step is not finite: the steps of a tree may leave the range of float64. */
  readonly valueAt: (step: number) => number;
  readonly work: Work;
  readonly run: KnownRun;
  /** The number of steps of the run; if unknown, until the schedule has decayed. Null: unknown. */
  readonly totalSteps: number | null;
  /** The first step after the examined range. */
  readonly horizon: number;
  /** The parts of the tree that are active before the horizon, starting with the whole tree. */
  readonly parts: readonly Part[];
  /** Values at relevant steps and on a grid, in the order of the steps. */
  readonly points: readonly Point[];
  readonly first: Point;
  readonly last: Point;
  /** The first of the largest values. */
  readonly peak: Point;
  /** The step at which the schedule is intended to end; Infinity if it has no end. */
  readonly rest: number;
  /** Whether it keeps its value from there on: a cosine may rise again. */
  readonly holds: boolean;
}

/** The number of steps examined if a schedule never becomes constant and the length of the run is unknown. */
const USUAL_HORIZON = 10_000;

export function profileOf(schedule: Schedule, run: KnownRun): Profile {
  const valueAt = remembering(schedule);
  const work = workFor(schedule.node);
  const rest = endOf(schedule.node);
  const knownSteps = run.totalSteps === null ? null : Math.ceil(run.totalSteps * run.schedulerStepsPerUpdate);
  const isSeen = rest >= 1 && rest < Number.MAX_SAFE_INTEGER;
  const totalSteps = knownSteps ?? (isSeen && hasDecayed(valueAt, rest, work) ? Math.ceil(rest) : null);
  const horizon = totalSteps ?? Math.max(USUAL_HORIZON, isSeen ? Math.ceil(rest) + 1 : 0);
  const parts = partsOf(whole(schedule.node, 0, horizon));
  const points = stepsToLookAt(parts, horizon, work).map((step) => ({ step, value: valueAt(step) }));
  const first = points[0] as Point;
  return {
    valueAt,
    work,
    run,
    totalSteps,
    horizon,
    parts,
    points,
    first,
    last: points[points.length - 1] as Point,
    peak: points.reduce((most, point) => (point.value > most.value ? point : most), first),
    rest,
    holds: restsAt(schedule.node) <= rest,
  };
}

/** The values of a schedule, each computed once. */
function remembering(schedule: Schedule): (step: number) => number {
  const values = new Map<number, number>();
  return (step) => {
    if (!Number.isFinite(step)) return Number.NaN;
    const value = values.get(step) ?? schedule(step);
    values.set(step, value);
    return value;
  };
}

/**
 * Whether a schedule has decayed by the step at which it becomes constant, so that the run should end there. A schedule
 * that only rises until then, such as a warm-up, or drops there at once, such as a step decay, continues at that rate
 * for an unknown time.
 */
function hasDecayed(valueAt: (step: number) => number, rest: number, { falls }: Work): boolean {
  const values = Array.from({ length: falls + 1 }, (_, i) => valueAt((i / falls) * rest));
  if (!values.some((value, i) => value < (values[i - 1] ?? value))) return false;
  const end = valueAt(rest);
  const change = Math.abs(valueAt(rest * (1 - 2 ** -10)) - end);
  return change === 0 || Math.abs(valueAt(rest * (1 - 2 ** -40)) - end) < change / 2;
}

function stepsToLookAt(parts: readonly Part[], horizon: number, { grid, points }: Work): number[] {
  const steps = new Set<number>();
  const add = (step: number): void => {
    if (step >= 0 && step < horizon) steps.add(step);
  };
  for (let i = 0; i <= grid; i++) add(Math.min(horizon - 1, Math.floor((i / grid) * horizon)));
  for (const key of keySteps(parts)) {
    if (steps.size > points) break;
    if (!Number.isFinite(key)) continue;
    // By offsets, because a counter stops advancing beyond 2^53.
    for (const offset of [-1, 0, 1, 2]) add(Math.floor(key) + offset);
  }
  return [...steps].sort((a, b) => a - b);
}

/**
 * The first step at which a condition holds, between a step where it doesn't and a later one where it does. The
 * condition must stay true once it is.
 */
export function firstStep(before: number, after: number, holds: (step: number) => boolean): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor(low + (high - low) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
