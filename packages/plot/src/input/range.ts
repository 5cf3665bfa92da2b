/** Which steps a picture shows. */
import { InvalidArgumentError, restsAt } from "@anneal/core";
import { type Fields, finiteNumber } from "@anneal/core/internal";
import { formatStep, roundedUp } from "../text/numbers.js";
import type { Curve } from "./items.js";

export interface Range {
  readonly from: number;
  readonly to: number;
  /** The distance between two evaluated steps. */
  readonly stride: number;
  /** How many steps are evaluated. */
  readonly count: number;
}

/** The most values that a schedule is asked for, however fast that is. */
const MOST_VALUES = 1e9;

/** A range that can be divided into columns. */
const SHORTEST = 1e-290;

/** The range that the options ask for, or else all of every curve. */
export function readRange(
  given: Fields<"from" | "to" | "totalSteps" | "stride">,
  curves: readonly Curve[],
): Range {
  given.refuseWith("to", ["totalSteps"]);
  const endName = given.has("totalSteps") ? "totalSteps" : "to";
  const from = given.has("from") ? given.finite("from") : firstStep(curves);
  const stride = given.positive("stride", 1);
  const to = given.has(endName) ? given.read(endName, finiteNumber) : lastStep(curves, from);
  if (!(to - from > SHORTEST && Number.isFinite(to - from))) {
    throw new InvalidArgumentError(endName, to, `above ${from}, where the picture starts`);
  }
  const count = Math.floor((to - from) / stride) + 1;
  if ((to - from) / stride > MOST_VALUES && curves.some((curve) => "schedule" in curve)) {
    const least = roundedUp((to - from) / MOST_VALUES);
    const expected = `at least ${least}, so that at most ${formatStep(MOST_VALUES)} steps are evaluated, not ${formatStep(count)}`;
    throw new InvalidArgumentError("stride", stride, expected);
  }
  return { from, to, stride, count };
}

function firstStep(curves: readonly Curve[]): number {
  const starts = curves.map((curve) => ("schedule" in curve ? 0 : (curve.steps[0] ?? 0)));
  return Math.min(...starts);
}

function lastStep(curves: readonly Curve[], from: number): number {
  const ends = curves.map((curve) =>
    "schedule" in curve ? restsAt(curve.schedule.node) : (curve.steps[curve.steps.length - 1] ?? from),
  );
  const to = Math.max(...ends.filter(Number.isFinite));
  if (to > from) return to;
  const expected = `given, or totalSteps: nothing says where a picture that starts at ${from} ends`;
  throw new InvalidArgumentError("to", undefined, expected);
}
