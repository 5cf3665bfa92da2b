/** Parts of a curve that fit without a search: a constant, a line, an exponential, half a cosine wave. */
import { constant } from "../constructors/constant.js";
import { cosine } from "../constructors/cosine.js";
import { linear } from "../constructors/linear.js";
import type { Schedule } from "../schedule/schedule.js";
import { geometric } from "./geometric.js";
import { type IdentifiedCall, reproduces } from "./identification.js";
import type { Observation } from "./observations.js";
import { fitRates, type Interval, type Rates } from "./rates.js";
import { roundest } from "./rounding.js";
import { halfCosine as wave } from "./shapes.js";

/** The smallest number of points in a part before the last, unless a single curve follows it. */
export const FEWEST_POINTS = 3;

/** The largest number of steps after the points at which the end of half a wave is searched. */
const MOST_LONGER = 100_000;

export interface Part extends IdentifiedCall {
  readonly schedule: Schedule;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** The longest first part of each kind, the one with the most points first. */
export function firstParts(observations: readonly Observation[]): { part: Part; count: number }[] {
  const found = SIMPLE_PARTS.flatMap((fit) => {
    let count = 0;
    // A curve that fits some points also fits the first of them.
    for (let stride = observations.length; stride >= 1; stride = Math.floor(stride / 2)) {
      while (count + stride <= observations.length - 2 && fit(observations.slice(0, count + stride)) !== null)
        count += stride;
    }
    const part = count === 0 ? null : fit(observations.slice(0, count));
    return part === null ? [] : [{ part, count }];
  });
  return [...found, ...halfWaves(observations)].sort((a, b) => b.count - a.count);
}

/** Half a cosine wave up to where the curve turns or comes to rest, or to the step after it. */
function halfWaves(observations: readonly Observation[]): { part: Part; count: number }[] {
  const counts = new Set([firstTurn(observations), observations.length - levelEnd(observations)]);
  const found = [...counts].flatMap((count) => {
    const until = observations[count];
    if (until === undefined || count < FEWEST_POINTS) return [];
    const ends = [until.step, (observations[count - 1] as Observation).step];
    const parts = ends.flatMap((end) => halfWave(observations.slice(0, count), end) ?? []);
    return parts.slice(0, 1).map((part) => ({ part, count }));
  });
  return found.slice(0, 1);
}

/** The number of points at the end that share one rate. */
export function levelEnd(observations: readonly Observation[]): number {
  return longest(observations.length, (count) => isLevel(observations.slice(-count)));
}

/** Whether one rate fits all points; neighbors whose rounding intervals only touch count as different. */
function isLevel(observations: readonly Observation[]): boolean {
  const { minimum, maximum } = level(observations)?.intervals.value ?? { minimum: 1, maximum: 0 };
  return maximum - minimum > 1e-9 * Math.abs(maximum) || observations.every(({ value }) => value === 0);
}

/** The largest count that fits, at most `most`, if a count below one that fits does so too. */
export function longest(most: number, fits: (count: number) => boolean): number {
  let count = 0;
  let stride = 1;
  while (count + stride <= most && fits(count + stride)) {
    count += stride;
    stride *= 2;
  }
  for (; stride >= 1; stride = Math.floor(stride / 2)) {
    while (count + stride <= most && fits(count + stride)) count += stride;
  }
  return count;
}

/** The number of points until a falling curve rises, or a rising one falls. */
function firstTurn(observations: readonly Observation[]): number {
  let falls: boolean | null = null;
  for (let i = 1; i < observations.length; i++) {
    const [before, here] = [observations[i - 1] as Observation, observations[i] as Observation];
    const [isUp, isDown] = [here.low > before.high, here.high < before.low];
    if (falls === true ? isUp : falls === false && isDown) return i;
    if (falls === null && (isUp || isDown)) falls = isDown;
  }
  return observations.length;
}

/** The kinds of first parts, simplest first; each is found without a search. */
export const SIMPLE_PARTS: readonly ((observations: readonly Observation[]) => Part | null)[] = [
  level,
  straight,
  geometric,
];

export function level(observations: readonly Observation[]): Part | null {
  const interval = {
    minimum: observations.reduce((most, { low }) => Math.max(most, low), 0),
    maximum: observations.reduce((least, { high }) => Math.min(least, high), Number.POSITIVE_INFINITY),
  };
  if (interval.minimum > interval.maximum) return null;
  const options = { value: roundest(interval) };
  return { name: "constant", options, schedule: constant(options), intervals: { value: interval } };
}

/**
 * A straight line from step 0 to the last of the points. A longer line to another end has the same values up to there.
 */
function straight(observations: readonly Observation[]): Part | null {
  const part = between(
    observations,
    (u) => u,
    "linear",
    (from, to, totalSteps) => ({
      options: { start: from, end: to, totalSteps },
      schedule: linear({ start: from, end: to, totalSteps }),
      names: ["start", "end"],
    }),
  );
  if (part === null) return null;
  const totalSteps = {
    minimum: (observations.at(-1) as Observation).step,
    maximum: Number.POSITIVE_INFINITY,
  };
  return { ...part, intervals: { ...part.intervals, totalSteps } };
}

/** A straight line through points at any steps. */
export function straightAt(observations: readonly Observation[]): Part | null {
  const first = (observations[0] as Observation).step;
  return straight(observations.map((each) => ({ ...each, step: each.step - first })));
}

/** Half a cosine wave from step 0 to a step after the points. */
export function halfWave(observations: readonly Observation[], end: number): Part | null {
  const part = waveTo(observations, end);
  if (part === null) return null;
  const fits = (other: number) => waveTo(observations, other) !== null;
  const last = (observations.at(-1) as Observation).step;
  const totalSteps = {
    minimum: end - longest(Math.max(0, end - last), (less) => fits(end - less)),
    maximum: end + longest(MOST_LONGER, (more) => fits(end + more)),
  };
  return { ...part, intervals: { ...part.intervals, totalSteps } };
}

function waveTo(observations: readonly Observation[], end: number): Part | null {
  return between(
    observations,
    wave,
    "cosine",
    (from, to, totalSteps) => ({
      options: { peak: from, end: to, totalSteps },
      schedule: cosine({ peak: from, end: to, totalSteps }),
      names: ["peak", "end"],
    }),
    end,
  );
}

function between(
  observations: readonly Observation[],
  progress: (u: number) => number,
  name: string,
  build: (
    from: number,
    to: number,
    totalSteps: number,
  ) => Pick<Part, "options" | "schedule"> & { names: readonly [string, string] },
  last = (observations.at(-1) as Observation).step,
): Part | null {
  if (last < 1) return null;
  const rises = (observations.at(-1) as Observation).value > (observations[0] as Observation).value;
  const shares = Float64Array.from(observations, ({ step }) => {
    const u = progress(step / last);
    return rises ? u : 1 - u;
  });
  const none = new Float64Array(observations.length);
  const rest = shares.map((share) => 1 - share);
  const fit = rises
    ? fitRates(observations, { peak: shares, from: rest, end: none }, { from: true, end: false })
    : fitRates(observations, { peak: shares, from: none, end: rest }, { from: false, end: true });
  const rates = fit.rates();
  if (rates === null) return null;
  const isRight = reproduces(observations);
  for (const peak of [roundest(rates.peak), (rates.peak.minimum + rates.peak.maximum) / 2]) {
    const others = fit.others(peak);
    if (others === null) continue;
    const other = roundest(rises ? others.from : others.end);
    const { names, ...part } = rises ? build(other, peak, last) : build(peak, other, last);
    if (!isRight(part.schedule)) continue;
    const [first, second] = rises ? (["from", "peak"] as const) : (["peak", "end"] as const);
    return {
      name,
      ...part,
      intervals: { [names[0]]: rates[first], [names[1]]: rates[second as keyof Rates] },
    };
  }
  return null;
}
