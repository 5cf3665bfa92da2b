/** Finds the constructor that a logged curve was made by. */
import { Fields, wholeNumber } from "../arguments.js";
import { constant } from "../constructors/constant.js";
import { exponential } from "../constructors/exponential.js";
import { piecewiseConstant } from "../constructors/piecewise.js";
import { multiStep, stepDecay } from "../constructors/steps.js";
import { logarithm } from "../math/logarithm.js";
import { power } from "../math/power.js";
import type { Schedule } from "../schedule/schedule.js";
import { type CurveRates, type Family, families, type Options } from "./families.js";
import { type Landmarks, landmarksOf } from "./landmarks.js";
import { type Level, levelsOf } from "./levels.js";
import { type LoggedRates, type Observation, readObservations, thinned } from "./observations.js";
import { fitRates, type Interval, type Rates } from "./rates.js";
import { roundest, roundestWhole } from "./rounding.js";
import { type Found, optionsOf, Search } from "./search.js";

export interface IdentifyOptions {
  /** How many significant digits the log has. Default: as many as its rates show. */
  readonly digits?: number;
}

export interface Identification {
  /** The name of the constructor: `"warmupCosine"`. */
  readonly name: string;
  /** The options to call it with: of the numbers that the log allows those with the fewest digits. */
  readonly options: Readonly<Record<string, number | string | readonly number[]>>;
  readonly schedule: Schedule;
  /** What the log allows each number to be, by the option's name. Infinity: the log says nothing from there on. */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/**
 * The simplest constructor that reproduces every logged point, or null where none does.
 *
 * A log rounds its rates, so that several numbers give the same log: `intervals` says which ones. Each interval is that
 * of one number with the others wherever they have to be.
 *
 * @param points The logged steps and rates; gaps are fine. The step of a rate is the update that it was used for, from 0.
 * @throws InvalidArgumentError for fewer than 3 points, steps that are not whole, and rates that are negative.
 */
export function identify(points: LoggedRates, options: IdentifyOptions = {}): Identification | null {
  const fields = new Fields("identify", "options", options, ["digits"]);
  const digits = fields.has("digits")
    ? fields.read("digits", (name, value) => wholeNumber(name, value, 1))
    : undefined;
  const all = readObservations(points, digits);
  const fitted = thinned(all);
  const reproduces = (schedule: Schedule) =>
    all.every(({ step, low, high }) => isWithin(schedule(step), low, high));
  return stairs(all, reproduces) ?? geometric(all, reproduces) ?? smooth(fitted, reproduces);
}

type Check = (schedule: Schedule) => boolean;

function isWithin(value: number, low: number, high: number): boolean {
  const slack = 1e-12 * Math.abs(value);
  return value >= low - slack && value <= high + slack;
}

const MOST_LEVELS = 24;

function stairs(observations: readonly Observation[], reproduces: Check): Identification | null {
  const levels = levelsOf(observations, MOST_LEVELS);
  if (levels === null) return null;
  const [first, ...later] = levels as readonly [Level, ...Level[]];
  if (later.length === 0) {
    const value = roundest(first.rate);
    return {
      name: "constant",
      options: { value },
      schedule: constant({ value }),
      intervals: { value: first.rate },
    };
  }
  const boundaries = later.map((level, i) => ({
    minimum: (levels[i] as Level).last + 1,
    maximum: level.first,
  }));
  return factorStairs(levels, boundaries, reproduces) ?? freeStairs(levels, boundaries);
}

/** A factor after each of so many steps, or at milestones. */
function factorStairs(
  levels: readonly Level[],
  boundaries: readonly Interval[],
  reproduces: Check,
): Identification | null {
  const factors = levels.slice(1).map(({ rate }, i) => {
    const { minimum, maximum } = (levels[i] as Level).rate;
    return { minimum: rate.minimum / maximum, maximum: rate.maximum / minimum };
  });
  const gamma = intersection(factors);
  if (gamma === null || gamma.minimum <= 0) return null;
  const peak = intersection(
    levels.map(({ rate }, i) => ({
      minimum: rate.minimum / gamma.maximum ** i,
      maximum: rate.maximum / gamma.minimum ** i,
    })),
  );
  if (peak === null) return null;
  const [top, factor] = [roundest(peak), roundest(gamma)];
  const every = intersection(
    boundaries.map(({ minimum, maximum }, i) => ({ minimum: minimum / (i + 1), maximum: maximum / (i + 1) })),
  );
  const size =
    every === null
      ? null
      : { minimum: Math.ceil(every.minimum - 1e-9), maximum: Math.floor(every.maximum + 1e-9) };
  if (size !== null && size.minimum <= size.maximum && levels.length > 2) {
    const options = { peak: top, gamma: factor, every: roundestWhole(size) };
    const schedule = stepDecay(options);
    if (reproduces(schedule)) {
      return { name: "stepDecay", options, schedule, intervals: { peak, gamma, every: size } };
    }
  }
  const milestones = boundaries.map(roundestWhole);
  const options = { peak: top, gamma: factor, milestones };
  const schedule = multiStep(options);
  if (!reproduces(schedule)) return null;
  return {
    name: "multiStep",
    options,
    schedule,
    intervals: { peak, gamma, ...named("milestones", boundaries) },
  };
}

function freeStairs(levels: readonly Level[], boundaries: readonly Interval[]): Identification {
  const rates = levels.map(({ rate }) => rate);
  const options = { boundaries: boundaries.map(roundestWhole), values: rates.map(roundest) };
  return {
    name: "piecewiseConstant",
    options,
    schedule: piecewiseConstant(options),
    intervals: { ...named("boundaries", boundaries), ...named("values", rates) },
  };
}

function named(name: string, intervals: readonly Interval[]): Record<string, Interval> {
  return Object.fromEntries(intervals.map((interval, i) => [`${name}[${i}]`, interval]));
}

function intersection(intervals: readonly Interval[]): Interval | null {
  const minimum = Math.max(...intervals.map((each) => each.minimum));
  const maximum = Math.min(...intervals.map((each) => each.maximum));
  return minimum <= maximum * (1 + 1e-12)
    ? { minimum: Math.min(minimum, maximum), maximum: Math.max(minimum, maximum) }
    : null;
}

/** `peak * gamma ^ step`: a straight line of the logarithms. */
function geometric(observations: readonly Observation[], reproduces: Check): Identification | null {
  if (observations.some(({ low }) => low <= 0)) return null;
  const first = observations[0] as Observation;
  const last = observations.at(-1) as Observation;
  if (last.value >= first.value) return null;
  // Shifted so that all numbers are above 0: the unknowns are the logarithms of the peak and of 1 / gamma.
  const shift = 1 + logarithm(first.high) - 2 * logarithm(last.low);
  const logs = observations.map(({ step, value, low, high }) => ({
    step,
    value: logarithm(value) + shift,
    low: logarithm(low) + shift,
    high: logarithm(high) + shift,
  }));
  const span = last.step;
  const weights = {
    peak: Float64Array.from(logs, () => 1),
    from: new Float64Array(logs.length),
    end: Float64Array.from(logs, ({ step }) => -step / span),
  };
  const rates = fitRates(logs, weights, { from: false, end: true }).rates();
  if (rates === null) return null;
  const { peak: start, end: fall } = rates;
  const peak = {
    minimum: power(Math.E, start.minimum - shift),
    maximum: power(Math.E, start.maximum - shift),
  };
  const gamma = {
    minimum: power(Math.E, -fall.maximum / span),
    maximum: power(Math.E, -fall.minimum / span),
  };
  const middle = (interval: Interval) => (interval.minimum + interval.maximum) / 2;
  for (const options of [
    { peak: roundest(peak), gamma: roundest(gamma) },
    { peak: middle(peak), gamma: middle(gamma) },
  ]) {
    const schedule = exponential(options);
    if (reproduces(schedule)) return { name: "exponential", options, schedule, intervals: { peak, gamma } };
  }
  return null;
}

/** Rates that are 0 first: they make the simpler call. */
const UNKNOWN = [
  { from: false, end: false },
  { from: false, end: true },
  { from: true, end: false },
  { from: true, end: true },
];

function smooth(observations: readonly Observation[], reproduces: Check): Identification | null {
  const landmarks = landmarksOf(observations);
  for (const group of families) {
    const possible = group.flatMap((family) => possibleLengths(family, observations, landmarks));
    for (const unknown of possible.length === 0 ? [] : UNKNOWN) {
      for (const { family, starts } of possible) {
        if (
          (unknown.from && family.rates.from === undefined) ||
          (unknown.end && family.rates.end === undefined)
        )
          continue;
        const search = new Search(family, observations, unknown);
        const found = search.find(starts);
        const identified =
          found === null || found.fit.margin < 0 ? null : finished(search, found, reproduces);
        if (identified !== null) return identified;
      }
    }
  }
  return null;
}

interface Possible {
  readonly family: Family;
  readonly starts: readonly (readonly number[])[];
}

/** Lengths to start from; nothing where the family comes near the points with no lengths and no rates. */
function possibleLengths(
  family: Family,
  observations: readonly Observation[],
  landmarks: Landmarks,
): Possible[] {
  const starts = family.starts(landmarks).filter((counts) => family.isValid(counts));
  if (starts.length === 0) return [];
  const unknown = { from: family.rates.from !== undefined, end: family.rates.end !== undefined };
  const nearest = new Search(family, observations, unknown).nearest(starts);
  return nearest.distance > TOO_FAR * observations.length
    ? []
    : [{ family, starts: [nearest.counts, ...starts] }];
}

/** Where all points are reproduced the squares are at most 1 for each point, at the right lengths. */
const TOO_FAR = 30;

/** Chooses round numbers, one after the other, as long as all points are reproduced. */
function finished(search: Search, found: Found, reproduces: Check): Identification | null {
  const { family } = search;
  const lengths = search.intervals(found);
  let counts = found.counts;
  for (const [axis, interval] of lengths.entries()) {
    const rounded = counts.map((count, i) => (i === axis ? roundestWhole(interval) : count));
    if (search.fit(rounded).margin >= 0) counts = rounded;
  }
  const rates = search.fit(counts).rates();
  if (rates === null) return null;
  const chosen = [roundRates(rates), middleRates(rates)].map((each) => ({
    options: optionsOf(family, counts, each),
  }));
  for (const { options } of chosen) {
    const schedule = family.build(options);
    if (reproduces(schedule)) {
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

/** The options and intervals as the constructor names them; rates of 0 that it takes anyway are left out. */
function called(search: Search, options: Options, lengths: readonly Interval[]) {
  const { family } = search;
  const shown: Record<string, number | string> = { ...options };
  const intervals: Record<string, Interval> = {};
  for (const [i, name] of family.counts.entries()) intervals[name] = lengths[i] as Interval;
  const rates = search.rates(lengths);
  for (const [rate, name] of Object.entries(family.rates)) {
    const isUnknown = rate === "peak" || search.unknown[rate as "from" | "end"];
    if (isUnknown) intervals[name] = rates[rate as keyof Rates];
    else if (name === "warmupFrom" || (name === "end" && family.name !== "linear")) delete shown[name];
  }
  const { decayStart: start, ...others } = intervals;
  if (start === undefined) return { options: shown, intervals };
  // The constructor takes the length of the decay, not where it starts.
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
