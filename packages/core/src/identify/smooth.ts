/** Curves whose numbers must be searched. */

import { families } from "./families/index.js";
import { type CurveRates, type Family, type Options, optionsOf } from "./family.js";
import { type Check, type Identification, reproduces } from "./identification.js";
import { type Landmarks, landmarksOf } from "./landmarks.js";
import { inFloat32, type Observation, softened, thinned } from "./observations.js";
import type { Interval, Rates } from "./rates.js";
import { roundest } from "./rounding.js";
import { type Found, Search, SHAPE_UNITS, TOO_FAR } from "./search.js";

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

export function smooth(all: readonly Observation[]): Identification | null {
  const observations = thinned(all);
  const landmarks = landmarksOf(observations);
  const coarse = softened(thinned(observations, COARSE));
  // Small rates of a curve that was computed in float32 differ from ours by more than the log's rounding.
  const rounded = inFloat32(all);
  const readings = rounded === null ? [all] : [all, rounded];
  for (const group of families) {
    const possible = group
      .filter((family) => mayBe(family, landmarks))
      .flatMap((family) => possibleLengths(family, coarse, landmarks));
    for (const reading of possible.length === 0 ? [] : readings) {
      const found = oneOf(possible, reading);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The curve with the fewest unknown rates that reproduces all points. */
function oneOf(possible: readonly Possible[], all: readonly Observation[]): Identification | null {
  const observations = thinned(all);
  const isRight = reproduces(all);
  for (const unknown of UNKNOWN) {
    for (const { family, starts } of possible) {
      if (
        (unknown.from && family.rates.from === undefined) ||
        (unknown.end && family.rates.end === undefined)
      )
        continue;
      for (const unit of family.shapes === undefined ? [1] : SHAPE_UNITS) {
        const search = new Search(family, observations, unknown, unit);
        const found = search.find(starts);
        const identified = found === null || found.fit.margin < 0 ? null : finished(search, found, isRight);
        if (identified !== null) return identified;
      }
    }
  }
  return null;
}

/**
 * What the family and the log must have in common. A curve that begins at its highest rate has no warm-up, a curve that
 * begins below it has one, and only some curves rise after a fall.
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
}

/** Lengths to start from; empty if the family can't approximate the points. */
function possibleLengths(family: Family, coarse: readonly Observation[], landmarks: Landmarks): Possible[] {
  const starts = family.starts(landmarks).filter((counts) => family.isValid(counts));
  if (starts.length === 0) return [];
  const unknown = { from: family.rates.from !== undefined, end: family.rates.end !== undefined };
  // Cycles are so sensitive to their length that fewer points say nothing.
  const rough = family.swings === "always" ? coarse : thinned(coarse, ROUGH);
  const nearest = new Search(family, coarse, unknown).nearest(starts, rough);
  return nearest.distance > TOO_FAR * coarse.length
    ? []
    : [{ family, starts: [nearest.counts, ...(family.shapes === undefined ? starts : [])] }];
}

/** Chooses round numbers, one after another, as long as all points are reproduced. */
function finished(search: Search, found: Found, isRight: Check): Identification | null {
  const { family } = search;
  const lengths = search.intervals(found);
  let counts = search.simplest(found, lengths);
  for (const [axis, interval] of lengths.entries()) {
    const rounded = counts.map((count, i) => (i === axis ? search.written(axis, interval) : count));
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
  ].map((each) => ({
    options: optionsOf(family, counts, each),
  }));
  for (const { options } of chosen) {
    const schedule = family.build(options);
    if (isRight(schedule)) {
      return { name: family.name, ...called(search, options, lengths), schedule };
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
function called(search: Search, options: Options, lengths: readonly Interval[]) {
  const { family } = search;
  const shown: Record<string, number | string> = { ...options };
  const intervals: Record<string, Interval> = {};
  const shownLengths = search.shown(lengths);
  const names = [...family.counts, ...(family.shapes ?? [])];
  for (const [i, name] of names.entries()) intervals[name] = shownLengths[i] as Interval;
  const rates = search.rates(lengths);
  for (const [rate, name] of Object.entries(family.rates)) {
    const isUnknown = rate === "peak" || search.unknown[rate as "from" | "end"];
    if (isUnknown) intervals[name] = rates[rate as keyof Rates];
    else if (name === "warmupFrom" || (name === "end" && family.name !== "linear")) delete shown[name];
  }
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
