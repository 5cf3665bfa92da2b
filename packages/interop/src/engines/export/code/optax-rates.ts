/**
 * The rates that the code for Optax computes for a tree in float32. The export compares them with the schedule at every
 * update. `optax-helpers.ts` and Optax itself compute the same; `optax-forms.ts` chooses between the two for both.
 */
import type { ScheduleNode } from "@anneal/core";
import { wholeQuotient } from "@anneal/core/schedule-engine";
import {
  isChildFromZero,
  isInt,
  isPiecewiseConstant,
  joinedSchedules,
  rampForm,
  staircaseOf,
  wavePeriod,
  withFloat32Length,
} from "../../../exporters/optax-forms.js";
import { float32, single } from "../arithmetic.js";
import { cycleStarts, NoClosedForm } from "./cycle-starts.js";
import { optaxEasing } from "./optax-easing.js";
import { placeOf } from "./place-of.js";

const { power } = float32;

type Node<Kind extends ScheduleNode["kind"]> = Extract<ScheduleNode, { kind: Kind }>;
/** A function of the time. */
type Clocked = (time: number) => number;

/** The times at which a node is evaluated. */
interface Clock {
  /** Whether they are an int32; otherwise they are a float32. */
  readonly isInt: boolean;
  /** Whether they are never below 0. */
  readonly fromZero: boolean;
  /** The last of them. */
  readonly last: number;
}

/**
 * @param total The number of updates of the run.
 * @throws NoClosedForm
 */
export function optaxRates(root: ScheduleNode, total: number): Clocked {
  return compile(root, { isInt: true, fromZero: true, last: total });
}

function compile(node: ScheduleNode, clock: Clock): Clocked {
  switch (node.kind) {
    case "constant": {
      const value = single(node.value);
      return () => value;
    }
    case "ramp":
      return ramp(node, clock);
    case "power": {
      const [scale, offset, slope] = [single(node.scale), single(node.offset), single(node.slope)];
      return (t) => single(scale * power(single(offset + slope * single(t)), node.exponent));
    }
    case "stairs":
      return stairs(node);
    case "table":
      return table(node, clock);
    case "time":
      return changedClock(node, clock);
    case "cycles":
      return cycles(node, clock);
    case "join":
      return join(node, clock);
    case "product":
      return folded(node.children, clock, product);
    case "sum":
      return folded(node.children, clock, (one, other) => single(one + other));
    case "clamp": {
      const child = compile(node.child, clock);
      const least = single(node.minimum ?? Number.NEGATIVE_INFINITY);
      const most = single(node.maximum ?? Number.POSITIVE_INFINITY);
      return (t) => Math.min(Math.max(child(t), least), most);
    }
    default:
      return node satisfies never;
  }
}

/** The result of an operation on times. Ints that leave their range wrap around. */
function timeOf(isWhole: boolean): (value: number) => number {
  if (!isWhole) return single;
  return (value) => {
    if (!isInt(value)) throw new NoClosedForm("a time that int32 can't hold");
    return value;
  };
}

/**
 * The quotient of a time and a constant. XLA multiplies by the reciprocal, and joins that with a following sum to one
 * operation, so the product is not rounded.
 */
function shareOf(length: number): Clocked {
  const reciprocal = single(1 / length);
  return (t) => single(t) * reciprocal;
}

/** A product that XLA may join with a following sum to one operation. */
function product(one: number, other: number): number {
  const value = one * other;
  return single(value) === 0 || !Number.isFinite(Math.fround(value)) ? single(value) : value;
}

/** `one - start`, whose type depends on both. */
function minus(start: number, clock: Clock): Clocked {
  const isWhole = clock.isInt && isInt(start);
  const [time, from] = [timeOf(isWhole), isWhole ? start : single(start)];
  return isWhole ? (t) => time(t - from) : (t) => time(single(t) - from);
}

function folded(
  nodes: readonly ScheduleNode[],
  clock: Clock,
  combine: (one: number, other: number) => number,
): Clocked {
  const [first, ...rest] = nodes.map((node) => compile(node, clock)) as [Clocked, ...Clocked[]];
  return (t) => rest.reduce((value, child) => combine(value, child(t)), first(t));
}

function ramp(given: Node<"ramp">, clock: Clock): Clocked {
  const node = withFloat32Length(given);
  const { start, end, from, to, easing } = node;
  const length = single(end - start);
  const exponent = "exponent" in easing ? easing.exponent : 1;
  const share = shareOf(length);
  const within = (t: number) => Math.min(Math.max(t, 0), length);
  switch (rampForm(node, clock.fromZero)) {
    case "exponential_decay":
      return exponentialDecay(from, length, to / from, (passed) => passed);
    case "cosine_decay_schedule": {
      const [alpha, rest, first, pi] = [
        single(to / from),
        single(1 - to / from),
        single(from),
        single(Math.PI),
      ];
      return (t) => {
        const angle = single(share(single(pi * Math.min(single(t), length))));
        const wave = power(single(0.5 * single(1 + single(Math.cos(angle)))), exponent);
        return single(first * single(single(rest * wave) + alpha));
      };
    }
    case "linear_schedule":
    case "polynomial_schedule": {
      const raise = exponent === 1 ? (u: number) => u : (u: number) => power(u, exponent);
      const [fall, last, passed] = [single(from - to), single(to), minus(start, clock)];
      return (t) => {
        const remaining = single(1 - share(within(passed(t))));
        return single(single(fall * raise(remaining)) + last);
      };
    }
    default:
      return ownRamp(node, clock);
  }
}

function exponentialDecay(from: number, steps: number, ratio: number, rounded: Clocked): Clocked {
  const [first, share] = [single(from), shareOf(steps)];
  return (t) => (t <= 0 ? first : single(first * power(ratio, rounded(single(share(t))))));
}

/** The helper `ramp`. */
function ownRamp(node: Node<"ramp">, clock: Clock): Clocked {
  const { start, end, from, to } = node;
  const [first, last, change] = [single(from), single(to), single(to - from)];
  if (end === start) return (t) => (single(t) >= single(end) ? last : first);
  const [ease, passed, shareIn] = [
    optaxEasing(node.easing),
    minus(start, clock),
    shareOf(single(end - start)),
  ];
  const period = single(wavePeriod(node) ?? Number.POSITIVE_INFINITY);
  const [low, high] = [node.before === "hold" ? 0 : -Infinity, node.after === "hold" ? 1 : Infinity];
  return (t) => {
    const time = single(passed(t));
    const share = shareIn(time > 0 ? single(time % period) : time);
    const eased = ease(Math.min(Math.max(share, low), high));
    return node.interpolation === "geometric"
      ? single(first * power(to / from, eased))
      : single(first + single(change * eased));
  };
}

function stairs(node: Node<"stairs">): Clocked {
  const { values, side } = node;
  const boundaries = node.boundaries.every(isInt) ? node.boundaries : node.boundaries.map(single);
  const levels = isPiecewiseConstant(node) ? multiplied(values) : values.map(single);
  return (t) => levels[placeOf(boundaries, t, side === "left")] as number;
}

/** The values of stairs, each computed from the one before. */
function multiplied(values: readonly number[]): readonly number[] {
  let level = single(values[0] as number);
  return values.map((value, i) => {
    if (i > 0) level = single(level * single(value / (values[i - 1] as number)));
    return level;
  });
}

function table({ start, values, interpolation }: Node<"table">, clock: Clock): Clocked {
  const rounded = values.map(single);
  const last = values.length - 1;
  if (interpolation === "previous") {
    const passed = minus(start, clock);
    return (t) => rounded[Math.min(Math.max(Math.floor(single(passed(t))), 0), last)] as number;
  }
  const places = values.map((_, i) => single(single(start) + i));
  return (t) => {
    const above = Math.min(Math.max(placeOf(places, single(t), false), 1), last);
    // At the first and the last place it interpolates, which gives NaN next to an infinite value.
    if (above < 1 || t < (places[0] as number)) return rounded[0] as number;
    if (t > (places[last] as number)) return rounded[last] as number;
    const [low, high] = [places[above - 1] as number, places[above] as number];
    const [value, next] = [rounded[above - 1] as number, rounded[above] as number];
    const share = single(single(single(t) - low) / single(high - low));
    return single(value + single(share * single(next - value)));
  };
}

function changedClock(node: Node<"time">, clock: Clock): Clocked {
  const { shift, scale, minimum, maximum, quantum } = node;
  if (quantum !== null) refuseInexact(quantum);
  const decay = staircaseOf(node, clock.fromZero);
  if (decay !== null) {
    return exponentialDecay(decay.from, single(decay.end), decay.to / decay.from, Math.floor);
  }
  const isWhole = clock.isInt && [shift, scale, minimum ?? 0, maximum ?? 0, quantum ?? 0].every(isInt);
  const [shifted, time] = [minus(shift, clock), timeOf(clock.isInt && isInt(shift) && isInt(scale))];
  const least = single(minimum ?? Number.NEGATIVE_INFINITY);
  const most = single(maximum ?? Number.POSITIVE_INFINITY);
  const child = compile(node.child, {
    isInt: isWhole,
    fromZero: isChildFromZero(node, clock.fromZero),
    last: (clock.last - shift) * scale,
  });
  const typed = isWhole ? (value: number) => value : single;
  const multiply = isInt(scale)
    ? (value: number) => time(value * scale)
    : (value: number) => single(single(value) * single(scale));
  return (t) => {
    const own = Math.min(Math.max(typed(multiply(shifted(t))), least), most);
    return child(quantum === null ? own : typed(wholeQuotient(own, quantum) * quantum));
  };
}

function cycles(node: Node<"cycles">, clock: Clock): Clocked {
  const { multiplier, floor, peak, decay, decayOf, limit, afterwards } = node;
  const body = compile(node.child, { isInt: false, fromZero: false, last: 1 });
  const [low, high, height, rest] = [single(floor), single(peak), single(peak - floor), single(afterwards)];
  const top = (cycle: number) => {
    const factor = decay === 1 ? 1 : power(decay, cycle);
    return decayOf === "peak" ? single(high * factor) : single(low + single(height * factor));
  };
  const shareOfFirst = shareOf(single(node.length));
  const shareIn = (cycle: number, passed: number) =>
    multiplier === 1
      ? shareOfFirst(passed)
      : single(passed) / single(single(node.length) * power(multiplier, cycle));
  const rateIn = (cycle: number, passed: number) => {
    if (limit !== null && cycle >= limit) return rest;
    const share = body(single(shareIn(cycle, passed)));
    return single(single(low * single(1 - share)) + single(top(cycle) * share));
  };
  if (multiplier === 1) {
    refuseInexact(node.length);
    const isWhole = clock.isInt && isInt(node.length);
    const time = isWhole ? (value: number) => value : single;
    return (t) => {
      const cycle = Math.max(0, wholeQuotient(time(t), node.length));
      return rateIn(cycle, time(time(t) - time(cycle * node.length)));
    };
  }
  const { starts } = cycleStarts(node, clock.last);
  const isWhole = starts.every(isInt);
  const begins = isWhole ? starts : starts.map(single);
  const isDifferenceInt = isWhole && clock.isInt;
  return (t) => {
    const time = isDifferenceInt ? t : single(t);
    const cycle = Math.max(0, placeOf(begins, time, false) - 1);
    return rateIn(cycle, time - (begins[cycle] as number));
  };
}

/** The error of a rounded period grows with every period, until a period begins at another update. */
function refuseInexact(period: number): void {
  if (single(period) !== period) throw new NoClosedForm("a period that float32 can't hold");
}

function join(node: Node<"join">, clock: Clock): Clocked {
  const { boundaries, rebase, side } = node;
  const joined = joinedSchedules(node);
  const isRebased = joined !== null || rebase;
  const parts = (joined ?? node.children).map((child, i) => {
    if (i === 0 || !isRebased) return compile(child, clock);
    const start = boundaries[i - 1] as number;
    const passed = minus(start, clock);
    const own = compile(child, {
      isInt: clock.isInt && isInt(start),
      fromZero: true,
      last: clock.last - start,
    });
    return (t: number) => own(passed(t));
  });
  const starts = boundaries.map((each) => (clock.isInt && isInt(each) ? each : single(each)));
  return (t) => (parts[placeOf(starts, t, side === "left")] as Clocked)(t);
}
