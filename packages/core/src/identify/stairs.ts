/** Piecewise constant rates: constant, by a factor, or a table. */
import { constant } from "../constructors/constant.js";
import { piecewiseConstant } from "../constructors/piecewise.js";
import { multiStep, stepDecay } from "../constructors/steps.js";
import { type Check, type Identification, reproduces } from "./identification.js";
import { type Level, levelsOf } from "./levels.js";
import type { Observation } from "./observations.js";
import type { Interval } from "./rates.js";
import { roundest, roundestWhole } from "./rounding.js";

/** The largest number of drops by one factor in a staircase. */
const MOST_DROPS = 24;

/** @param mostRates The largest number of rates of a table that don't follow from a factor. */
export function stairs(observations: readonly Observation[], mostRates: number): Identification | null {
  const levels = levelsOf(observations, MOST_DROPS);
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
  return (
    factorStairs(levels, boundaries, reproduces(observations)) ??
    (levels.length <= mostRates ? freeStairs(levels, boundaries) : null)
  );
}

/** A factor at regular steps, or at milestones. */
function factorStairs(
  levels: readonly Level[],
  boundaries: readonly Interval[],
  isRight: Check,
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
    if (isRight(schedule)) {
      return { name: "stepDecay", options, schedule, intervals: { peak, gamma, every: size } };
    }
  }
  const milestones = boundaries.map(roundestWhole);
  const options = { peak: top, gamma: factor, milestones };
  const schedule = multiStep(options);
  if (!isRight(schedule)) return null;
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
