/** The range of steps of a plot. */
import { InvalidArgumentError } from "@anneal/core";
import { type Fields, finiteNumber } from "@anneal/core/arguments";
import { type Extent, extentOf } from "../tree/extent.js";
import type { Curve } from "./items.js";

export interface Range {
  readonly from: number;
  readonly to: number;
  /** The distance between two evaluated steps. */
  readonly stride: number;
  /** The number of evaluated steps. */
  readonly count: number;
  /** Whether the end was chosen for schedules without one. */
  readonly isCutOff: boolean;
}

/** A range that can be divided into columns. */
const SHORTEST = 1e-290;

/** The range of the options, or by default the full extent of all curves. */
export function readRange(
  given: Fields<"from" | "to" | "totalSteps" | "stride">,
  curves: readonly Curve[],
): Range {
  given.refuseWith("to", ["totalSteps"]);
  const endName = given.has("totalSteps") ? "totalSteps" : "to";
  const from = given.has("from") ? given.finite("from") : firstStep(curves);
  const stride = given.positive("stride", 1);
  const end = given.has(endName)
    ? { to: given.read(endName, finiteNumber), isEndless: false }
    : lastStep(curves, from);
  const { to } = end;
  if (!(to - from > SHORTEST && Number.isFinite(to - from))) {
    throw new InvalidArgumentError(endName, to, `above ${from}, the first step of the plot`);
  }
  const count = Math.floor((to - from) / stride) + 1;
  return { from, to, stride, count, isCutOff: end.isEndless };
}

function firstStep(curves: readonly Curve[]): number {
  const starts = curves.map((curve) => ("steps" in curve ? (curve.steps[0] ?? 0) : 0));
  return Math.min(...starts);
}

/** The end of the longest curve; schedules without an end count only if no other curve has one. */
function lastStep(curves: readonly Curve[], from: number): Extent {
  const ends = curves.map(endOf).filter((end) => end !== null && end.to > from);
  const last = (isEndless: boolean) =>
    Math.max(...ends.flatMap((end) => (end?.isEndless === isEndless ? [end.to] : [])));
  if (last(false) > from) return { to: last(false), isEndless: false };
  if (last(true) > from) return { to: Math.ceil(last(true)), isEndless: true };
  const expected = `given, or totalSteps, because the plot from step ${from} has no natural end`;
  throw new InvalidArgumentError("to", undefined, expected);
}

function endOf(curve: Curve): Extent | null {
  if ("schedule" in curve) return extentOf(curve.schedule.node);
  const last = "steps" in curve ? curve.steps[curve.steps.length - 1] : undefined;
  return last === undefined ? null : { to: last, isEndless: false };
}
