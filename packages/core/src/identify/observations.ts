/** The observations in a log: at each step an interval that contains the rate, because logged rates are rounded. */
import { isRecord, list, numberList } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";

/** Steps and rates, as parallel lists or as points. */
export type LoggedRates =
  | { readonly steps: ArrayLike<number>; readonly values: ArrayLike<number> }
  | readonly { readonly step: number; readonly value: number }[];

export interface Observation {
  readonly step: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Longer logs are thinned for the search; a found curve is checked against all points. */
const MOST_FITTED = 400;
/** Rates with more digits than this are assumed to be unrounded. */
const MOST_DIGITS = 9;
const MOST_DECIMALS = 8;
const MOST_ROUND = 12;
const USUAL_DIGITS = 4;

/** The observations in order of the steps, each step once. @throws InvalidArgumentError */
export function readObservations(points: LoggedRates, digits: number | undefined): readonly Observation[] {
  const { steps, values } = readPoints(points);
  const byStep = new Map<number, number>();
  for (const [i, step] of steps.entries()) {
    const value = values[i] as number;
    if (!Number.isSafeInteger(step) || step < 0) {
      throw new InvalidArgumentError(`points[${i}].step`, step, "a whole number of at least 0");
    }
    byStep.set(step, value);
  }
  if (byStep.size < 3) {
    throw new InvalidArgumentError("points.length", byStep.size, "at least 3 points at different steps");
  }
  const sorted = [...byStep].sort(([a], [b]) => a - b);
  const width = halfWidths(
    sorted.map(([, value]) => value),
    digits,
  );
  return sorted.map(([step, value], i) => {
    const half = width[i] as number;
    return { step, value, low: value - half, high: value + half };
  });
}

function readPoints(points: LoggedRates): {
  readonly steps: readonly number[];
  readonly values: readonly number[];
} {
  if (!isArray(points)) {
    if (!isRecord(points)) {
      throw new InvalidArgumentError(
        "points",
        points,
        "an object with steps and values, or an array of points",
      );
    }
    const [all, rates] = [
      numberList("points.steps", points.steps),
      numberList("points.values", points.values),
    ];
    if (all.length !== rates.length) {
      throw new InvalidArgumentError(
        "points.values.length",
        rates.length,
        `${all.length}, one for each step`,
      );
    }
    return { steps: all, values: rates };
  }
  const steps: number[] = [];
  const values: number[] = [];
  for (const [i, point] of list("points", points, "objects with step and value").entries()) {
    if (!isRecord(point))
      throw new InvalidArgumentError(`points[${i}]`, point, "an object with step and value");
    steps.push(...numberList(`points[${i}].step`, [point.step]));
    values.push(...numberList(`points[${i}].value`, [point.value]));
  }
  return { steps, values };
}

/** The uncertainty of a logged rate: half a unit of the last digit that occurs anywhere in the log. */
function halfWidths(values: readonly number[], given: number | undefined): number[] {
  const top = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const written = values.filter((value) => value !== 0).map(digitsOf);
  const isFloat32 = values.every((value) => Math.fround(value) === value);
  const shown = Math.max(1, ...written.map((each) => each.significant));
  // A few round rates do not reveal the number of digits in the log.
  const isVaried = new Set(values).size > MOST_ROUND;
  const digits = given ?? (isVaried ? shown : Math.max(shown, USUAL_DIGITS));
  const decimals = Math.max(0, ...written.map((each) => each.decimals));
  // A log with fixed decimals has fewer digits for small rates, and all decimals for large ones.
  const reachesAll = values.some(
    (value) => Math.abs(value) > top / 10 && digitsOf(value).decimals === decimals,
  );
  const isFixed =
    given === undefined && isVaried && reachesAll && decimals <= MOST_DECIMALS && digits < MOST_DIGITS;
  const fixed = isFixed ? 0.5 * 10 ** -decimals : 0;
  const slack = 1e-12 * top;
  return values.map((value) => {
    if (given === undefined && isFloat32 && digits > 7) return Math.abs(value) * 2 ** -23 + slack;
    const relative =
      digits > MOST_DIGITS ? 1e-9 * Math.abs(value) : 0.5 * 10 ** (exponentOf(value) + 1 - digits);
    return Math.max(fixed, value === 0 ? slack : relative) * (1 + 1e-9) + slack;
  });
}

function exponentOf(value: number): number {
  return value === 0 ? 0 : Number(value.toExponential().split("e")[1]);
}

/** The digits and decimals of a number. */
function digitsOf(value: number): { readonly significant: number; readonly decimals: number } {
  const [digits = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const significant = digits.replace(".", "").length;
  return { significant, decimals: Math.max(0, significant - 1 - Number(exponent)) };
}

/** A sample of the observations: the first and last ones, and others at equal distances. */
export function thinned(observations: readonly Observation[], most = MOST_FITTED): readonly Observation[] {
  if (observations.length <= most) return observations;
  const ends = most / 8;
  const kept = new Set<number>();
  for (let i = 0; i < ends; i++) kept.add(i).add(observations.length - 1 - i);
  const stride = observations.length / (most - 2 * ends);
  for (let i = 0; i < observations.length; i += stride) kept.add(Math.floor(i));
  return [...kept].sort((a, b) => a - b).map((i) => observations[i] as Observation);
}

/** The rounding error of a rate in float32, relative to the highest. */
const FLOAT32 = 2 ** -23;

/**
 * The observations of a curve that was computed in float32, whose small rates are differences of larger numbers; null if that
 * makes no difference.
 */
export function inFloat32(observations: readonly Observation[]): readonly Observation[] | null {
  const half = FLOAT32 * largestRate(observations);
  const isCoarse = observations.every(({ value, low, high }) => high - low >= FLOAT32 * Math.abs(value));
  if (!isCoarse || observations.every(({ low, high }) => high - low >= 2 * half)) return null;
  return widened(observations, half);
}

/** The observations with an uncertainty of at least `half` in both directions. */
export function widened(observations: readonly Observation[], half: number): readonly Observation[] {
  return observations.map(({ step, value, low, high }) => ({
    step,
    value,
    low: Math.min(low, value - half),
    high: Math.max(high, value + half),
  }));
}

/** The largest magnitude of a rate. */
export function largestRate(observations: readonly Observation[]): number {
  return observations.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
}

/** The smallest uncertainty of softened observations, relative to the highest rate. */
export const SOFT = 5e-5;

/** The observations, with the uncertainty of small rates raised so that no point dominates. */
export function softened(observations: readonly Observation[]): readonly Observation[] {
  return widened(observations, SOFT * largestRate(observations));
}
