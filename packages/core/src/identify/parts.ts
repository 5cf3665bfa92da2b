/** Curves with several consecutive parts, each of which is a curve by itself. */
import { join } from "../constructors/combine.js";
import { warmup } from "../constructors/warm-up.js";
import {
  FEWEST_POINTS,
  firstParts,
  halfWave,
  level,
  levelEnd,
  type Part,
  SIMPLE_PARTS,
} from "./first-parts.js";
import {
  type Check,
  callOf,
  type FindOne,
  type Identification,
  prefixed,
  reproduces,
} from "./identification.js";
import { inFloat32, type Observation } from "./observations.js";
import type { Interval } from "./rates.js";
import { stairs } from "./stairs.js";
import { withStraightEnd } from "./tails.js";

/** The largest number of parts; curves written by hand have fewer. */
const MOST_PARTS = 12;
/** The number of searches for one curve after a first part. */
const MOST_SEARCHES = 8;
/** The number of trials for parts that need no search. */
const MOST_TRIALS = 400;
/** Up to this number of parts, parts without a search are tried first. */
const FEW_PARTS = 4;
/** The average number of points per part: shorter parts would fit any curve. */
const POINTS_A_PART = 5;
/** The number of kinds of first parts that are followed. */
const MOST_FIRST_PARTS = 2;

/** Stairs with more levels than this must have a common factor. */
const FEW_LEVELS = 2;

/** Whether a schedule of several parts reproduces all points; some parts may have been computed in float32. */
const reproducesAll = (observations: readonly Observation[]): Check =>
  reproduces(inFloat32(observations) ?? observations);

/** A first part, then the rest as one curve or recursively as parts. */
export function inParts(observations: readonly Observation[], findOne: FindOne): Identification | null {
  const isRight = reproducesAll(observations);
  const finished = (found: Divided | null) =>
    found === null
      ? null
      : (asWarmup(found, isRight) ?? asJoin(found.parts, found.boundaries, found.edges, isRight));
  const bounded = (): FindOne => {
    let searches = MOST_SEARCHES;
    return (later) => (searches-- > 0 ? findOne(later) : null);
  };
  const first = bounded();
  const orEnded: FindOne = (later) => first(later) ?? withLevelEnd(later, first);
  return (
    withLevelEnd(observations, findOne) ??
    withStraightEnd(observations, findOne, isRight) ??
    finished(divided(observations, orEnded, 2)) ??
    fromTheStart(observations, findOne) ??
    finished(simpleParts(observations, FEW_PARTS)) ??
    finished(divided(observations, bounded(), MOST_PARTS)) ??
    finished(simpleParts(observations, MOST_PARTS))
  );
}

/** Parts that all fit without a search. */
function simpleParts(observations: readonly Observation[], most: number): Divided | null {
  let trials = MOST_TRIALS;
  const simple: FindOne = (later) => {
    if (trials-- <= 0) return null;
    const part = SIMPLE_PARTS.reduce<Part | null>((found, fit) => found ?? fit(later), null);
    return part ?? stairs(later, FEW_LEVELS) ?? halfWave(later, (later.at(-1) as Observation).step);
  };
  const affordable = Math.min(most, Math.floor(observations.length / POINTS_A_PART));
  return divided(observations, simple, affordable, { fewest: 1, isOpen: () => trials > 0 });
}

/** One curve, then a constant rate from its end on. */
function withLevelEnd(observations: readonly Observation[], findOne: FindOne): Identification | null {
  const count = levelEnd(observations);
  const before = observations.slice(0, observations.length - count);
  const end = count < 2 ? null : level(observations.slice(-count));
  if (end === null || before.length < FEWEST_POINTS) return null;
  const one = findOne(before);
  if (one === null) return null;
  const own = edge(observations, before.length);
  for (const boundary of [own.maximum, own.minimum + 1]) {
    const found = asJoin([one, end], [boundary], [own], reproducesAll(observations));
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
  return asJoin([first.part, one], [own.maximum], [own], reproducesAll(observations), false);
}

interface Divided {
  readonly parts: readonly Part[];
  /** The steps at which the next part may start, counted from the start of the first. */
  readonly boundaries: readonly number[];
  readonly edges: readonly Interval[];
}

interface Limits {
  /** The minimum number of points in the last part; other parts have at least two. */
  readonly fewest: number;
  /** Whether any trials are left. */
  isOpen(): boolean;
}

const SEARCHED: Limits = { fewest: FEWEST_POINTS, isOpen: () => true };

function divided(
  observations: readonly Observation[],
  findOne: FindOne,
  most: number,
  limits = SEARCHED,
): Divided | null {
  const { fewest, isOpen } = limits;
  if (most < 2 || observations.length < fewest + 2 || !isOpen()) return null;
  const candidates = firstParts(observations).slice(0, MOST_FIRST_PARTS);
  for (const { part, count } of candidates) {
    for (const boundary of boundariesAfter(observations, count, part)) {
      const later = observations
        .filter(({ step }) => step >= boundary)
        .map((each) => ({ ...each, step: each.step - boundary }));
      if (later.length < fewest) continue;
      const one = findOne(later);
      if (one !== null) return joined(part, boundary, edge(observations, count), [one], [], []);
    }
  }
  for (const { part, count } of candidates) {
    if (count < Math.max(2, fewest)) continue;
    for (const boundary of boundariesAfter(observations, count, part)) {
      const later = observations
        .filter(({ step }) => step >= boundary)
        .map((each) => ({ ...each, step: each.step - boundary }));
      const rest = divided(later, findOne, most - 1, limits);
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
    return {
      name: "warmup",
      options: { warmupSteps: boundary, ...shown, schedule: callOf(rest) },
      schedule,
      intervals: {
        warmupSteps: edges[0] as Interval,
        ...(warmupFrom === 0 ? {} : { warmupFrom: rise.intervals.start as Interval }),
        ...prefixed("schedule", rest.intervals),
      },
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
    options: { schedules: parts.map(callOf), boundaries, ...shown },
    schedule,
    intervals,
  };
}
