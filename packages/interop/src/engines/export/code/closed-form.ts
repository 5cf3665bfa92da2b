/**
 * The rates that exported Python computes for a tree. The export compares them with the schedule at every update.
 * `python-helpers.ts` has the same in Python; change both together.
 */
import type { Easing, ScheduleNode } from "@anneal/core";
import { rampEnd, rampStart, wholeQuotient } from "@anneal/core/schedule-engine";
import { float64 } from "../arithmetic.js";
import { cycleStarts } from "./cycle-starts.js";
import { placeOf } from "./place-of.js";

const { power, cosine, logarithm } = float64;

/** A function of the time. */
type Clocked = (time: number) => number;
type Node<Kind extends ScheduleNode["kind"]> = Extract<ScheduleNode, { kind: Kind }>;

/**
 * @param last The last time that is evaluated.
 * @throws NoClosedForm
 */
export function closedForm(node: ScheduleNode, last: number): Clocked {
  switch (node.kind) {
    case "constant":
      return () => node.value;
    case "ramp":
      return ramp(node);
    case "power": {
      const { scale, offset, slope, exponent } = node;
      return (t) => scale * power(offset + slope * t, exponent);
    }
    case "stairs": {
      const { boundaries, values, side } = node;
      return (t) => values[placeOf(boundaries, t, side === "left")] as number;
    }
    case "table":
      return table(node);
    case "time":
      return changedClock(node, last);
    case "cycles":
      return cycles(node, last);
    case "join":
      return join(node, last);
    case "product":
      return folded(node.children, last, (one, other) => one * other);
    case "sum":
      return folded(node.children, last, (one, other) => one + other);
    case "clamp": {
      const child = closedForm(node.child, last);
      const least = node.minimum ?? Number.NEGATIVE_INFINITY;
      const most = node.maximum ?? Number.POSITIVE_INFINITY;
      return (t) => {
        const value = child(t);
        return value < least ? least : value > most ? most : value;
      };
    }
    default:
      return node satisfies never;
  }
}

function folded(
  nodes: readonly ScheduleNode[],
  last: number,
  combine: (one: number, other: number) => number,
): Clocked {
  const [first, ...rest] = nodes.map((node) => closedForm(node, last)) as [Clocked, ...Clocked[]];
  return (t) => rest.reduce((value, child) => combine(value, child(t)), first(t));
}

function ramp(node: Node<"ramp">): Clocked {
  const { start, end, from, to, interpolation } = node;
  const ends = [rampStart(node), rampEnd(node)] as const;
  const isHeld = {
    before: node.before === "hold" || end === start,
    after: node.after === "hold" || end === start,
  };
  const ease = easingOf(node.easing);
  return (t) => {
    if (t >= end && (isHeld.after || t === end)) return ends[1];
    if (t <= start && (isHeld.before || t === start)) return ends[0];
    const share = ease((t - start) / (end - start));
    return interpolation === "geometric" ? from * power(to / from, share) : from + (to - from) * share;
  };
}

function easingOf(easing: Easing): (u: number) => number {
  const { timeExponent } = easing;
  const shape = (u: number): number => {
    switch (easing.kind) {
      case "linear":
        return u;
      case "power":
        return easing.exponent === 1 ? u : power(u, easing.exponent);
      case "reversePower":
        return easing.exponent === 1 ? u : 1 - power(1 - u, easing.exponent);
      case "cosine": {
        const { exponent, halfCycles } = easing;
        if (exponent === 1) return (1 - cosine(halfCycles * u)) / 2;
        return 1 - power(Math.abs(cosine((halfCycles * u) / 2)), 2 * exponent);
      }
      case "tanh":
        return 1 - 1 / (1 + power(Math.E, 2 * (easing.lower + (easing.upper - easing.lower) * u)));
      case "halfLife":
        return 2 * (1 - power(0.5, u));
      case "rational":
        return u / (1 + easing.curvature * (1 - u));
      case "logarithmic":
        return logarithm(1 + u * (easing.base - 1)) / logarithm(easing.base);
      default:
        return easing satisfies never;
    }
  };
  return timeExponent === 1 ? shape : (u) => shape(u <= 0 ? 0 : power(u, timeExponent));
}

function table({ start, values, interpolation }: Node<"table">): Clocked {
  const last = values.length - 1;
  return (t) => {
    const place = t - start;
    if (!(place > 0)) return values[0] as number;
    if (place >= last) return values[last] as number;
    const below = Math.floor(place);
    const value = values[below] as number;
    if (interpolation === "previous") return value;
    return value + ((values[below + 1] as number) - value) * (place - below);
  };
}

function changedClock(node: Node<"time">, last: number): Clocked {
  const { child, shift, scale, minimum, maximum, quantum } = node;
  const inner = closedForm(child, (last - shift) * scale);
  return (t) => {
    const own = (t - shift) * scale;
    const isBelow = minimum !== null && own < minimum;
    const held = isBelow ? minimum : maximum !== null && own > maximum ? maximum : own;
    return inner(quantum === null ? held : wholeQuotient(held, quantum) * quantum);
  };
}

function cycles(node: Node<"cycles">, last: number): Clocked {
  const { length, multiplier, floor, peak, decay, decayOf, limit, afterwards } = node;
  const body = closedForm(node.child, 1);
  const top = (cycle: number) => {
    if (decay === 1) return peak;
    const factor = power(decay, cycle);
    return decayOf === "peak" ? peak * factor : floor + (peak - floor) * factor;
  };
  const rateIn = (cycle: number, passed: number) => {
    if (limit !== null && cycle >= limit) return afterwards;
    const share = body(passed);
    return floor * (1 - share) + top(cycle) * share;
  };
  if (multiplier === 1) {
    return (t) => {
      const cycle = Math.max(0, wholeQuotient(t, length));
      const passed = cycle < 2 ** 53 ? t - cycle * length : t % length;
      return rateIn(cycle, passed / length);
    };
  }
  const { starts, lengths } = cycleStarts(node, last);
  return (t) => {
    const cycle = Math.max(0, placeOf(starts, t, false) - 1);
    return rateIn(cycle, (t - (starts[cycle] as number)) / (lengths[cycle] as number));
  };
}

function join({ children, boundaries, rebase, side }: Node<"join">, last: number): Clocked {
  const origin = (part: number) => (rebase && part > 0 ? (boundaries[part - 1] as number) : 0);
  const parts = children.map((child, part) => closedForm(child, last - origin(part)));
  return (t) => {
    const part = placeOf(boundaries, t, side === "left");
    return (parts[part] as Clocked)(t - origin(part));
  };
}
