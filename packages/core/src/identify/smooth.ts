/** Curves whose numbers must be searched. */
import { stretch } from "../constructors/stretch.js";
import { families } from "./families/index.js";
import { type CurveRates, type Family, type Options, optionsOf } from "./family.js";
import { type Check, type Identification, only, prefixed, reproduces } from "./identification.js";
import { type Landmarks, landmarksOf } from "./landmarks.js";
import {
  inFloat32,
  largestRate,
  type Observation,
  SOFT,
  softened,
  thinned,
  widened,
} from "./observations.js";
import { Ranges } from "./ranges.js";
import type { Interval, Rates } from "./rates.js";
import { roundest } from "./rounding.js";
import { type Found, NEARLY, Search, SHAPE_UNITS, TOO_FAR } from "./search.js";

/** Rates that are tried as 0 first, because that makes a simpler call. */
const UNKNOWN = [
  { from: false, end: false },
  { from: false, end: true },
  { from: true, end: false },
  { from: true, end: true },
];

/** The number of points by which families are compared, and by which the starts of a family are ranked. */
const COARSE = 100;
const ROUGH = 24;

/** The units of lengths that are not whole steps, such as those of a schedule in tokens. */
const FRACTIONS = [1e-4, 1e-6];

export function smooth(all: readonly Observation[]): Identification | null {
  const observations = thinned(all);
  const landmarks = landmarksOf(observations);
  const coarse = softened(thinned(observations, COARSE));
  // Small rates of a curve that was computed in float32 differ from ours by more than the log's rounding.
  const rounded = inFloat32(all);
  const readings = rounded === null ? [all] : [all, rounded];
  const near: Possible[] = [];
  for (const group of families) {
    const possible = possibleRules(group, coarse, landmarks).filter(({ distance }) => distance <= TOO_FAR);
    for (const reading of possible.length === 0 ? [] : readings) {
      const found = oneOf(possible, reading, 1);
      if (found !== null) return found;
    }
    near.push(...possible.filter((each) => each.distance <= NEARLY && mayBeStretched(each, observations)));
  }
  for (const possible of near) {
    for (const unit of FRACTIONS) {
      const found = oneOf([possible], all, unit);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The number of points between two lengths that is enough to locate each between two steps. */
const FEWEST_BETWEEN = 3;

/** Whether the curve is the same in another unit of time, and the log shows each of its parts. */
function mayBeStretched(
  { family: { name, counts, fixed }, starts: [lengths = []] }: Possible,
  observations: readonly Observation[],
): boolean {
  const [, decayStart = 0, end = 0] = lengths;
  const isShown =
    !counts.includes("decayStart") ||
    observations.filter(({ step }) => step > decayStart && step < end).length >= FEWEST_BETWEEN;
  return (
    isShown &&
    fixed.warmupRule === undefined &&
    fixed.mode !== "exponential-range" &&
    name !== "noam" &&
    !counts.includes("cycles")
  );
}

/** The curve with the fewest unknown rates that reproduces all points. */
function oneOf(
  possible: readonly Possible[],
  all: readonly Observation[],
  length: number,
): Identification | null {
  const observations = thinned(all);
  const isRight = reproduces(all);
  for (const unknown of UNKNOWN) {
    for (const { family, starts } of possible) {
      if (
        (unknown.from && family.rates.from === undefined) ||
        (unknown.end && family.rates.end === undefined)
      )
        continue;
      const units = length === 1 && family.isRough !== true ? SHAPE_UNITS : SHAPE_UNITS.slice(0, 1);
      for (const shape of family.shapes === undefined ? [1] : units) {
        const search = new Search(family, observations, unknown, { length, shape });
        const found = search.find(length === 1 ? starts : starts.slice(0, 1));
        const identified = found === null || found.fit.margin < 0 ? null : finished(search, found, isRight);
        if (identified !== null) return identified;
      }
    }
  }
  return null;
}

/**
 * Whether a family can produce the log. A curve that begins at its highest rate has no warm-up, a curve that begins
 * below it has one, and only some curves rise after a fall.
 */
function mayBe({ rates, counts, fixed, swings }: Family, { rises, swings: hasSwings }: Landmarks): boolean {
  if (swings === "always" ? !hasSwings : swings === undefined && hasSwings) return false;
  // Its highest rate may come after the first swing.
  if (hasSwings && rates.from === undefined && rates.peak !== "factor") return true;
  const isStable = counts.includes("decayStart");
  if (!rises) return rates.from !== "warmupFrom" || (isStable && fixed.warmupRule === undefined);
  return rates.from !== undefined || rates.peak === "factor";
}

interface Possible {
  readonly family: Family;
  readonly starts: readonly (readonly number[])[];
  /** The sum of squares per point at the first start. */
  readonly distance: number;
}

/** Beyond this sum of squares per point for one rule of the warm-up, the others are not tried. */
const HOPELESS = 1000;

/** The families of a group. They differ so little that if one is far from the points, so are the others. */
function possibleRules(
  group: readonly Family[],
  coarse: readonly Observation[],
  landmarks: Landmarks,
): readonly Possible[] {
  const possible: Possible[] = [];
  for (const family of group) {
    if (!mayBe(family, landmarks)) continue;
    possible.push(...possibleLengths(family, coarse, landmarks));
    if (possible.some(({ distance }) => distance > HOPELESS)) break;
  }
  return possible;
}

/** The start lengths, best first; empty if the family has none. */
function possibleLengths(family: Family, coarse: readonly Observation[], landmarks: Landmarks): Possible[] {
  const starts = family.starts(landmarks).filter((counts) => family.isValid(counts));
  if (starts.length === 0) return [];
  const unknown = { from: family.rates.from !== undefined, end: family.rates.end !== undefined };
  // Cycles are so sensitive to their length that fewer points can't distinguish them.
  const rough = family.swings === "always" ? coarse : thinned(coarse, ROUGH);
  const nearest = new Search(family, coarse, unknown).nearest(starts, rough);
  return [
    {
      family,
      starts: [nearest.counts, ...(family.shapes === undefined ? starts : [])],
      distance: nearest.distance / coarse.length,
    },
  ];
}

/** A simpler curve is preferred to one that is nearer by less than this factor. */
const NEARER = 1.5;
/** The factor between successive allowed deviations. */
const WIDER = 1.5;
const MOST_ATTEMPTS = 12;

/** The family with the least squares, with numbers whose largest deviation is small. */
export function closest(all: readonly Observation[]): Identification | null {
  const landmarks = landmarksOf(thinned(all));
  const observations = thinned(all, COARSE);
  const coarse = softened(observations);
  const candidates = families.flatMap((group) => possibleRules(group, coarse, landmarks));
  const least = Math.min(...candidates.map(({ distance }) => distance));
  const best = candidates.find(({ distance }) => distance <= NEARER * least);
  if (best === undefined) return null;
  const top = largestRate(observations);
  let half = SOFT * top * Math.sqrt(Math.max(1, least));
  for (let i = 0; i < MOST_ATTEMPTS && half < top; i++) {
    const found = oneOf([{ ...best, starts: best.starts.slice(0, 1) }], widened(observations, half), 1);
    if (found !== null) return found;
    half *= WIDER;
  }
  return null;
}

/** Chooses round numbers, one after another, as long as all points are reproduced. */
function finished(search: Search, found: Found, isRight: Check): Identification | null {
  const { family } = search;
  const ranges = new Ranges(search);
  const lengths = ranges.intervals(found);
  let counts = ranges.simplest(found, lengths);
  for (const [axis, interval] of lengths.entries()) {
    const rounded = counts.map((count, i) => (i === axis ? ranges.written(axis, interval) : count));
    if (search.fit(rounded).margin >= 0) counts = rounded;
  }
  const fit = search.fit(counts);
  const rates = fit.rates();
  if (rates === null) return null;
  const top = roundest(rates.peak);
  const others = fit.others(top);
  const chosen = [
    ...(others === null ? [] : [roundRates({ peak: rates.peak, ...others })]),
    middleRates(rates),
  ];
  for (const each of chosen) {
    const { length } = search.units;
    const lengthsIn = counts.map((count, axis) =>
      axis < family.counts.length ? Math.round(count / length) : count,
    );
    const options = optionsOf(family, lengthsIn, each);
    const own = family.build(options);
    const schedule = length === 1 ? own : stretch({ schedule: own, factor: length });
    if (isRight(schedule)) {
      const { options: shown, intervals } = called(ranges, options, lengths);
      const call = { name: family.name, options: shown };
      return length === 1
        ? { ...call, intervals, schedule }
        : {
            name: "stretch",
            options: { schedule: call, factor: length },
            intervals: { ...prefixed("schedule", intervals), factor: only(length) },
            schedule,
          };
    }
  }
  return null;
}

const roundRates = ({ peak, from, end }: Rates): CurveRates => ({
  peak: roundest(peak),
  from: roundest(from),
  end: roundest(end),
});

function middleRates(rates: Rates): CurveRates {
  const middle = ({ minimum, maximum }: Interval) => (minimum + maximum) / 2;
  return { peak: middle(rates.peak), from: middle(rates.from), end: middle(rates.end) };
}

/** The options and intervals under the constructor's names; rates of 0 that are defaults are omitted. */
function called(ranges: Ranges, options: Options, lengths: readonly Interval[]) {
  const { search } = ranges;
  const { family } = search;
  const shown: Record<string, number | string> = { ...options };
  const intervals: Record<string, Interval> = {};
  const { length } = search.units;
  const shownLengths = ranges.shown(lengths).map(({ minimum, maximum }, i) =>
    i >= family.counts.length || length === 1
      ? { minimum, maximum }
      : // The true value may lie between two multiples of the unit.
        { minimum: Math.round(minimum / length) - 1, maximum: Math.round(maximum / length) + 1 },
  );
  const names = [...family.counts, ...(family.shapes ?? [])];
  for (const [i, name] of names.entries()) intervals[name] = shownLengths[i] as Interval;
  // The default of both.
  for (const name of ["cycleMultiplier", "peakDecay"]) if (shown[name] === 1) delete shown[name];
  const rates = ranges.rates(lengths);
  for (const [rate, name] of Object.entries(family.rates)) {
    const isUnknown = rate === "peak" || search.unknown[rate as "from" | "end"];
    if (isUnknown) intervals[name] = rates[rate as keyof Rates];
    else if (name === "warmupFrom" || (name === "end" && family.name !== "linear")) delete shown[name];
  }
  // A rate of 0 that the curve was searched with, and other numbers that are not searched.
  for (const [name, value] of Object.entries(shown))
    if (typeof value === "number") intervals[name] ??= only(value);
  const { decayStart: start, ...others } = intervals;
  if (start === undefined) return { options: shown, intervals };
  // The constructor takes the length of the decay, not its start.
  const { decayStart, ...rest } = shown;
  const end = others.totalSteps as Interval;
  const decaySteps = {
    minimum: Math.max(1, end.minimum - start.maximum),
    maximum: end.maximum - start.minimum,
  };
  return {
    options: { ...rest, decaySteps: Number(rest.totalSteps) - Number(decayStart) },
    intervals: { ...others, decaySteps },
  };
}
