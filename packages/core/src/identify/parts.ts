/** Curves with several consecutive parts, each of which is a curve by itself. */

import { join } from "../constructors/combine.js";
import { constant } from "../constructors/constant.js";
import { cosine } from "../constructors/cosine.js";
import { linear } from "../constructors/linear.js";
import { warmup } from "../constructors/warm-up.js";
import type { Schedule } from "../schedule/schedule.js";
import { geometric } from "./geometric.js";
import { type Check, type Identification, type IdentifiedCall, reproduces } from "./identification.js";
import type { Observation } from "./observations.js";
import { fitRates, type Interval, type Rates } from "./rates.js";
import { roundest } from "./rounding.js";
import { halfCosine as wave } from "./shapes.js";

/** Hand-made curves don't have more parts than this. */
const MOST_PARTS = 12;
/** The fewest points of a part that is not the last, unless a single curve follows. */
const FEWEST_POINTS = 3;

/** The largest number of searches for one curve after a first part. */
const MOST_SEARCHES = 8;
/** The number of kinds of first parts that are followed. */
const MOST_FIRST_PARTS = 2;

/** Finds one curve through all points. */
export type FindOne = (observations: readonly Observation[]) => Identification | null;

interface Part extends IdentifiedCall {
  readonly schedule: Schedule;
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** A first part, then the rest as one curve or recursively as parts. */
export function inParts(observations: readonly Observation[], findOne: FindOne): Identification | null {
  let searches = MOST_SEARCHES;
  const bounded: FindOne = (later) => (searches-- > 0 ? findOne(later) : null);
  const ended = withLevelEnd(observations, bounded);
  if (ended !== null) return ended;
  const found = divided(observations, bounded, MOST_PARTS);
  if (found === null) return fromTheStart(observations, findOne);
  const { parts, boundaries, edges } = found;
  const isRight = reproduces(observations);
  return asWarmup(found, isRight) ?? asJoin(parts, boundaries, edges, isRight);
}

/** One curve, then a constant rate from its end on. */
function withLevelEnd(observations: readonly Observation[], findOne: FindOne): Identification | null {
  let count = 0;
  let end: Part | null = null;
  for (
    let next = level(observations.slice(-1));
    next !== null;
    next = level(observations.slice(-count - 1))
  ) {
    end = next;
    count++;
    if (count === observations.length) return null;
  }
  const before = observations.slice(0, -count);
  if (end === null || count < FEWEST_POINTS || before.length < FEWEST_POINTS) return null;
  const one = findOne(before);
  if (one === null) return null;
  const own = edge(observations, before.length);
  for (const boundary of [own.maximum, own.minimum + 1]) {
    const found = asJoin([one, end], [boundary], [own], reproduces(observations));
    if (found !== null) return found;
  }
  return null;
}

/** A first part, then a curve that counts its steps from the start of the whole. */
function fromTheStart(observations: readonly Observation[], findOne: FindOne): Identification | null {
  const [first] = firstParts(observations);
  if (first === undefined) return null;
  const one = findOne(observations.slice(first.count));
  if (one === null) return null;
  const own = edge(observations, first.count);
  return asJoin([first.part, one], [own.maximum], [own], reproduces(observations), false);
}

interface Divided {
  readonly parts: readonly Part[];
  /** The steps at which the next part may start, counted from the start of the first. */
  readonly boundaries: readonly number[];
  readonly edges: readonly Interval[];
}

function divided(observations: readonly Observation[], findOne: FindOne, most: number): Divided | null {
  if (most < 2 || observations.length < FEWEST_POINTS + 2) return null;
  const candidates = firstParts(observations).slice(0, MOST_FIRST_PARTS);
  for (const { part, count } of candidates) {
    for (const boundary of boundariesAfter(observations, count, part)) {
      const later = observations
        .filter(({ step }) => step >= boundary)
        .map((each) => ({ ...each, step: each.step - boundary }));
      if (later.length < FEWEST_POINTS) continue;
      const one = findOne(later);
      if (one !== null) return joined(part, boundary, edge(observations, count), [one], [], []);
    }
  }
  for (const { part, count } of candidates) {
    if (count < FEWEST_POINTS) continue;
    for (const boundary of boundariesAfter(observations, count, part)) {
      const later = observations
        .filter(({ step }) => step >= boundary)
        .map((each) => ({ ...each, step: each.step - boundary }));
      const rest = divided(later, findOne, most - 1);
      if (rest !== null) {
        const edges = rest.edges.map(({ minimum, maximum }) => ({
          minimum: minimum + boundary,
          maximum: maximum + boundary,
        }));
        const bounds = rest.boundaries.map((each) => each + boundary);
        return joined(part, boundary, edge(observations, count), rest.parts, bounds, edges);
      }
    }
  }
  return null;
}

const joined = (
  part: Part,
  boundary: number,
  own: Interval,
  parts: readonly Part[],
  boundaries: readonly number[],
  edges: readonly Interval[],
): Divided => ({
  parts: [part, ...parts],
  boundaries: [boundary, ...boundaries],
  edges: [own, ...edges],
});

/** The longest first part of each kind, most points first. */
function firstParts(observations: readonly Observation[]): { part: Part; count: number }[] {
  const found = PARTS.flatMap((fit) => {
    let count = 0;
    // A curve through some points also passes through the first of them.
    for (let stride = observations.length; stride >= 1; stride = Math.floor(stride / 2)) {
      while (count + stride <= observations.length - 2 && fit(observations.slice(0, count + stride)) !== null)
        count += stride;
    }
    const part = count === 0 ? null : fit(observations.slice(0, count));
    return part === null ? [] : [{ part, count }];
  });
  return [...found, ...halfWaves(observations)].sort((a, b) => b.count - a.count);
}

/** Half a cosine wave up to the turning point, or to the step after it. */
function halfWaves(observations: readonly Observation[]): { part: Part; count: number }[] {
  const count = firstTurn(observations);
  const until = observations[count];
  if (until === undefined || count < FEWEST_POINTS) return [];
  const ends = [until.step, (observations[count - 1] as Observation).step];
  const parts = ends.flatMap((end) => halfWave(observations.slice(0, count), end) ?? []);
  return parts.slice(0, 1).map((part) => ({ part, count }));
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

/** The steps at which the next part may start: the last point of this one, or a step after it. */
function boundariesAfter(observations: readonly Observation[], count: number, part: Part): number[] {
  const last = (observations[count - 1] as Observation).step;
  const next = (observations[count] as Observation).step;
  const meets = crossing(observations, count, part, last, next);
  return [...new Set([...(meets === null ? [] : [meets]), next, last])].filter((place) => place > 0);
}

/** The first step at which a rising part is as high as the points after it. */
function crossing(
  observations: readonly Observation[],
  count: number,
  { schedule }: Part,
  last: number,
  next: number,
): number | null {
  const top = (observations[count] as Observation).value;
  for (let step = last; step <= Math.min(next, last + 1000); step++) if (schedule(step) >= top) return step;
  return null;
}

function edge(observations: readonly Observation[], count: number): Interval {
  return {
    minimum: (observations[count - 1] as Observation).step,
    maximum: (observations[count] as Observation).step,
  };
}

/** The kinds of first parts, simplest first; each is found without a search. */
const PARTS: readonly ((observations: readonly Observation[]) => Part | null)[] = [
  level,
  straight,
  geometric,
];

function level(observations: readonly Observation[]): Part | null {
  const interval = {
    minimum: Math.max(0, ...observations.map(({ low }) => low)),
    maximum: Math.min(...observations.map(({ high }) => high)),
  };
  if (interval.minimum > interval.maximum) return null;
  const options = { value: roundest(interval) };
  return { name: "constant", options, schedule: constant(options), intervals: { value: interval } };
}

/** A line from step 0 to the last point. */
function straight(observations: readonly Observation[]): Part | null {
  return between(
    observations,
    (u) => u,
    "linear",
    (from, to, totalSteps) => ({
      options: { start: from, end: to, totalSteps },
      schedule: linear({ start: from, end: to, totalSteps }),
      names: ["start", "end"],
    }),
  );
}

/** Half a cosine wave from step 0 to a step after the points. */
function halfWave(observations: readonly Observation[], end: number): Part | null {
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
  way: (u: number) => number,
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
    const u = way(step / last);
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

/** A linear rise to the start of the rest is its warm-up. */
function asWarmup({ parts, boundaries, edges }: Divided, isRight: Check): Identification | null {
  const [rise, rest, ...others] = parts;
  const boundary = boundaries[0] as number;
  if (rise === undefined || rest === undefined || others.length > 0 || rise.name !== "linear") return null;
  const from = rise.options.start as number;
  for (const warmupFrom of [0, from]) {
    const shown = warmupFrom === 0 ? {} : { warmupFrom };
    const schedule = warmup({ warmupSteps: boundary, ...shown, schedule: rest.schedule });
    if (!isRight(schedule)) continue;
    const call = { name: rest.name, options: rest.options };
    return {
      name: "warmup",
      options: { warmupSteps: boundary, ...shown, schedule: call },
      schedule,
      intervals: { warmupSteps: edges[0] as Interval, ...prefixed("schedule", rest.intervals) },
    };
  }
  return null;
}

function asJoin(
  parts: readonly Part[],
  boundaries: readonly number[],
  edges: readonly Interval[],
  isRight: Check,
  rebase = true,
): Identification | null {
  const shown = rebase ? {} : { rebase };
  const schedule = join({ schedules: parts.map((part) => part.schedule), boundaries, ...shown });
  if (!isRight(schedule)) return null;
  const intervals = Object.assign(
    Object.fromEntries(edges.map((interval, i) => [`boundaries[${i}]`, interval])),
    ...parts.map((part, i) => prefixed(`schedules[${i}]`, part.intervals)),
  );
  return {
    name: "join",
    options: { schedules: parts.map(({ name, options }) => ({ name, options })), boundaries, ...shown },
    schedule,
    intervals,
  };
}

function prefixed(prefix: string, intervals: Readonly<Record<string, Interval>>): Record<string, Interval> {
  return Object.fromEntries(
    Object.entries(intervals).map(([name, interval]) => [`${prefix}.${name}`, interval]),
  );
}
