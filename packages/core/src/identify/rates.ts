/**
 * The possible rates of a curve with known lengths: each point is a linear condition on the peak, the start and the
 * end.
 */
import type { Observation } from "./observations.js";

export interface Interval {
  readonly minimum: number;
  readonly maximum: number;
}

/** The intersection of two ranges; null: they do not overlap. */
export function intersected(one: Interval, other: Interval): Interval | null {
  const minimum = Math.max(one.minimum, other.minimum);
  const maximum = Math.min(one.maximum, other.maximum);
  return minimum <= maximum ? { minimum, maximum } : null;
}

/** The curve's value at each observation as `peak * p + from * f + end * e`. */
export interface Weights {
  readonly peak: Float64Array;
  readonly from: Float64Array;
  readonly end: Float64Array;
}

/** The unknown rates; the others are 0. */
export interface Unknown {
  readonly from: boolean;
  readonly end: boolean;
}

export interface Rates {
  readonly peak: Interval;
  readonly from: Interval;
  readonly end: Interval;
}

export interface RatesFit {
  /** Below 0: no rates reproduce all points, and the best ones miss by this share of the highest rate. */
  readonly margin: number;
  /** Rates that reproduce all points; null: there are none. */
  rates(): Rates | null;
  /** The start and the end for a given peak; null: there are none. */
  others(peak: number): Pick<Rates, "from" | "end"> | null;
}

const ZERO: Interval = { minimum: 0, maximum: 0 };
const EMPTY = 1e-15;
const HALVINGS = 60;

/** `low <= a * peak + b * other <= high` */
interface Condition {
  readonly a: number;
  readonly b: number;
  readonly low: number;
  readonly high: number;
}

/** The rates that fit all observations. A point depends on the start or on the end, never on both. */
export function fitRates(
  observations: readonly Observation[],
  { peak: p, from: f, end: e }: Weights,
  unknown: Unknown,
): RatesFit {
  const top = Math.max(...observations.map(({ high }) => high), Number.MIN_VALUE);
  let minimum = 0;
  let maximum = Number.POSITIVE_INFINITY;
  let margin = Number.POSITIVE_INFINITY;
  const starts: Condition[] = [];
  const ends: Condition[] = [];
  for (const [i, { low, high }] of observations.entries()) {
    const [a, b, c] = [p[i] as number, f[i] as number, e[i] as number];
    if (unknown.from && Math.abs(b) > EMPTY) starts.push({ a, b, low, high });
    else if (unknown.end && Math.abs(c) > EMPTY) ends.push({ a, b: c, low, high });
    else if (Math.abs(a) > EMPTY) {
      minimum = Math.max(minimum, a > 0 ? low / a : high / a);
      maximum = Math.min(maximum, a > 0 ? high / a : low / a);
    } else margin = Math.min(margin, Math.min(high, -low) / top);
  }
  margin = Math.min(margin, (maximum - minimum) / top);
  if (maximum < minimum) {
    const middle = (minimum + maximum) / 2;
    minimum = middle;
    maximum = middle;
  }
  const bound = Math.min(maximum, 4 * top);
  const within = { minimum, maximum: Math.max(minimum, bound) };
  // Each of the two allows a range of peaks; the peak must be in both ranges.
  const [left, right] = [new Room(starts), new Room(ends)];
  margin = Math.min(margin, roomFor(left, right, within) / top);
  return {
    margin,
    rates: () => (margin < 0 ? null : allRates(left, right, within)),
    others: (top) =>
      Math.min(left.gap(top), right.gap(top)) < 0 ? null : { from: left.at(top), end: right.at(top) },
  };
}

/** The margin that the best peak leaves for both rates. */
function roomFor(left: Room, right: Room, within: Interval): number {
  const room = (x: number) => Math.min(left.gap(x), right.gap(x));
  return room(highest(room, within, 0));
}

function allRates(left: Room, right: Room, within: Interval): Rates {
  const room = (x: number) => Math.min(left.gap(x), right.gap(x));
  const best = highest(room, within);
  const peak = {
    minimum: edge((x) => room(x) >= 0, best, within.minimum),
    maximum: edge((x) => room(x) >= 0, best, within.maximum),
  };
  return { peak, from: left.other(peak), end: right.other(peak) };
}

/** The bounds of the start or the end for a given peak. It is at most the peak. */
class Room {
  constructor(readonly conditions: readonly Condition[]) {}

  lower(x: number): number {
    let least = 0;
    for (const { a, b, low, high } of this.conditions)
      least = Math.max(least, (b > 0 ? low - a * x : high - a * x) / b);
    return least;
  }

  upper(x: number): number {
    let most = x;
    for (const { a, b, low, high } of this.conditions)
      most = Math.min(most, (b > 0 ? high - a * x : low - a * x) / b);
    return most;
  }

  gap(x: number): number {
    return this.conditions.length === 0 ? Number.POSITIVE_INFINITY : this.upper(x) - this.lower(x);
  }

  at(x: number): Interval {
    return this.conditions.length === 0 ? ZERO : { minimum: this.lower(x), maximum: this.upper(x) };
  }

  other(peak: Interval): Interval {
    if (this.conditions.length === 0) return ZERO;
    const minimum = this.lower(highest((x) => -this.lower(x), peak));
    return { minimum, maximum: this.upper(highest((x) => this.upper(x), peak)) };
  }
}

/** The maximum of a concave function, or a point where it is at least `enough`. */
function highest(
  value: (x: number) => number,
  { minimum, maximum }: Interval,
  enough = Number.POSITIVE_INFINITY,
): number {
  let low = minimum;
  let high = maximum;
  for (let i = 0; i < HALVINGS && high > low; i++) {
    const [first, second] = [low + (high - low) / 3, high - (high - low) / 3];
    const [one, other] = [value(first), value(second)];
    if (one >= enough) return first;
    if (other >= enough) return second;
    if (one < other) low = first;
    else high = second;
  }
  return (low + high) / 2;
}

/** The last point from `inside` toward `limit` at which a condition holds. */
function edge(holds: (x: number) => boolean, inside: number, limit: number): number {
  if (holds(limit)) return limit;
  let good = inside;
  let bad = limit;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (good + bad) / 2;
    if (holds(middle)) good = middle;
    else bad = middle;
  }
  return good;
}
