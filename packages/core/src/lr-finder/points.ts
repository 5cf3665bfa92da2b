/** The part of a curve that suggestions are based on. */
import type { Convention } from "./conventions.js";
import { keepFloat64, type Rounding } from "./slopes.js";

/** A recorded point. */
export interface CurvePoint {
  /** The step of the test. */
  readonly index: number;
  readonly rate: number;
  /** The smoothed loss. */
  readonly loss: number;
}

/** Points whose rates and losses are rounded as the convention requires. */
export interface Section {
  readonly points: readonly CurvePoint[];
  readonly rates: readonly number[];
  readonly losses: readonly number[];
  readonly round: Rounding;
}

export interface Skips {
  readonly start: number;
  readonly end: number;
}

/** The points that remain after skipping, with non-finite ones treated according to the convention. */
export function sectionOf(curve: readonly CurvePoint[], skips: Skips, convention: Convention): Section {
  const round = convention.float32 ? Math.fround : keepFloat64;
  const keepsAll = skips.end === 0 && !convention.noSkipEndIsEmpty;
  const end = keepsAll ? curve.length : Math.max(0, curve.length - skips.end);
  const looked = skips.end === 0 && !keepsAll ? [] : curve.slice(skips.start, end);
  const points = withoutNonFinite(looked, round, convention);
  return {
    points,
    rates: points.map(({ rate }) => round(rate)),
    losses: points.map(({ loss }) => round(loss)),
    round,
  };
}

function withoutNonFinite(
  points: readonly CurvePoint[],
  round: Rounding,
  { nonFinitePoints }: Convention,
): readonly CurvePoint[] {
  if (nonFinitePoints === "keep") return points;
  if (nonFinitePoints === "leave-out") return points.filter(({ loss }) => Number.isFinite(round(loss)));
  const nan = points.findIndex(({ loss }) => Number.isNaN(loss));
  return nan < 0 ? points : points.slice(0, nan);
}
