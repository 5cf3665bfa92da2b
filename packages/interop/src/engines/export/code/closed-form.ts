/**
 * The rates that exported code computes for a tree, in the arithmetic of its language: `python-helpers.ts` in float64,
 * and `optax-helpers.ts` in float32. The export compares them with the schedule at every update.
 */
import type { Easing, ScheduleNode } from "@anneal/core";
import { rampEnd, rampStart, wholeQuotient } from "@anneal/core/schedule-engine";
import type { Arithmetic } from "../arithmetic.js";
import { cycleStarts, NoClosedForm } from "./cycle-starts.js";

/** A function of the time. */
type Clocked = (time: number) => number;
type Node<Kind extends ScheduleNode["kind"]> = Extract<ScheduleNode, { kind: Kind }>;

/**
 * @param last The last time that is evaluated.
 * @throws NoClosedForm
 */
export function closedForm(node: ScheduleNode, last: number, arithmetic: Arithmetic): Clocked {
  return new Compiler(arithmetic).compile(node, last);
}

class Compiler {
  constructor(readonly arithmetic: Arithmetic) {}

  compile(node: ScheduleNode, last: number): Clocked {
    const { round, power } = this.arithmetic;
    switch (node.kind) {
      case "constant": {
        const value = round(node.value);
        return () => value;
      }
      case "ramp":
        return this.#ramp(node);
      case "power": {
        const [scale, offset, slope] = [round(node.scale), round(node.offset), round(node.slope)];
        return (t) => round(scale * power(round(offset + round(slope * t)), node.exponent));
      }
      case "stairs":
        return this.#stairs(node);
      case "table":
        return this.#table(node);
      case "time":
        return this.#time(node, last);
      case "cycles":
        return this.#cycles(node, last);
      case "join":
        return this.#join(node, last);
      case "product":
        return this.#fold(node.children, last, (one, other) => one * other);
      case "sum":
        return this.#fold(node.children, last, (one, other) => one + other);
      case "clamp": {
        const child = this.compile(node.child, last);
        const least = round(node.minimum ?? Number.NEGATIVE_INFINITY);
        const most = round(node.maximum ?? Number.POSITIVE_INFINITY);
        return (t) => {
          const value = child(t);
          return value < least ? least : value > most ? most : value;
        };
      }
      default:
        return node satisfies never;
    }
  }

  #fold(
    nodes: readonly ScheduleNode[],
    last: number,
    combine: (one: number, other: number) => number,
  ): Clocked {
    const { round } = this.arithmetic;
    const [first, ...rest] = nodes.map((node) => this.compile(node, last)) as [Clocked, ...Clocked[]];
    return (t) => rest.reduce((value, child) => round(combine(value, child(t))), first(t));
  }

  #ramp(node: Node<"ramp">): Clocked {
    const { round, time, power, isOptax } = this.arithmetic;
    const { start, end, from, to, easing } = node;
    const ends = [round(rampStart(node)), round(rampEnd(node))] as const;
    const isHeld = {
      before: node.before === "hold" || end === start,
      after: node.after === "hold" || end === start,
    };
    const ease = this.#easing(easing);
    const [first, change, ratio] = [round(from), round(to - from), round(to / from)];
    const length = round(end - start);
    const isWave = isOptax && easing.kind === "cosine" && easing.timeExponent === 1 && easing.halfCycles > 0;
    const period =
      isWave && !isHeld.after ? round((2 * (end - start)) / easing.halfCycles) : Number.POSITIVE_INFINITY;
    return (t) => {
      if (t >= end && (isHeld.after || t === end)) return ends[1];
      if (t <= start && (isHeld.before || t === start)) return ends[0];
      const passed = round(time(t - start));
      const share = ease(round((passed > 0 ? passed % period : passed) / length));
      return node.interpolation === "geometric"
        ? round(first * power(ratio, share))
        : round(first + round(change * share));
    };
  }

  #easing(easing: Easing): (u: number) => number {
    const { round, power, cosine, logarithm } = this.arithmetic;
    const { timeExponent } = easing;
    const shape = (u: number): number => {
      switch (easing.kind) {
        case "linear":
          return u;
        case "power":
          return easing.exponent === 1 ? u : power(u, easing.exponent);
        case "reversePower":
          return easing.exponent === 1 ? u : round(1 - power(round(1 - u), easing.exponent));
        case "cosine": {
          const { exponent, halfCycles } = easing;
          if (exponent === 1) return round((1 - cosine(round(halfCycles * u))) / 2);
          return round(1 - power(Math.abs(cosine(round(halfCycles * u) / 2)), 2 * exponent));
        }
        case "tanh": {
          const exponent = 2 * round(easing.lower + round((easing.upper - easing.lower) * u));
          return round(1 - round(1 / round(1 + power(Math.E, exponent))));
        }
        case "halfLife":
          return round(2 * round(1 - power(0.5, u)));
        case "rational":
          return round(u / round(1 + round(easing.curvature * round(1 - u))));
        case "logarithmic":
          return round(logarithm(round(1 + round(u * (easing.base - 1)))) / logarithm(easing.base));
        default:
          return easing satisfies never;
      }
    };
    return timeExponent === 1 ? shape : (u) => shape(u <= 0 ? 0 : power(u, timeExponent));
  }

  #stairs({ boundaries, values, side }: Node<"stairs">): Clocked {
    const { round, time, isOptax } = this.arithmetic;
    const steps = boundaries.map(time);
    // Optax's own schedule multiplies by the quotient of two values at each boundary.
    const isChained = isOptax && side === "right" && values.every((value) => value > 0);
    const levels = isChained ? chained(values, round) : values.map(round);
    return (t) => levels[placeOf(steps, time(t), side === "left")] as number;
  }

  #table({ start, values, interpolation }: Node<"table">): Clocked {
    const { round } = this.arithmetic;
    const rounded = values.map(round);
    const last = values.length - 1;
    return (t) => {
      const place = round(t - start);
      if (!(place > 0)) return rounded[0] as number;
      if (place >= last) return rounded[last] as number;
      const below = Math.floor(place);
      const value = rounded[below] as number;
      if (interpolation === "previous") return value;
      return round(value + round(round((rounded[below + 1] as number) - value) * round(place - below)));
    };
  }

  #time({ child, shift, scale, minimum, maximum, quantum }: Node<"time">, last: number): Clocked {
    const { round, time } = this.arithmetic;
    const inner = this.compile(child, (last - shift) * scale);
    if (quantum !== null) this.#refuseInexact(quantum);
    const changed = (t: number) =>
      scale === 1 ? time(t - shift) : round(round(time(t - shift)) * round(scale));
    return (t) => {
      const own = changed(t);
      const isBelow = minimum !== null && own < minimum;
      const held = isBelow ? time(minimum) : maximum !== null && own > maximum ? time(maximum) : own;
      return inner(quantum === null ? held : time(wholeQuotient(held, quantum) * quantum));
    };
  }

  #cycles(node: Node<"cycles">, last: number): Clocked {
    const { round, time, power } = this.arithmetic;
    const { multiplier, floor, peak, decay, decayOf, limit, afterwards } = node;
    const body = this.compile(node.child, 1);
    const top = (cycle: number) => {
      if (decay === 1) return round(peak);
      const factor = power(decay, cycle);
      return decayOf === "peak" ? round(round(peak) * factor) : round(floor + round((peak - floor) * factor));
    };
    const rateIn = (cycle: number, share: number) =>
      limit !== null && cycle >= limit
        ? round(afterwards)
        : blended(round(floor), top(cycle), body(round(share)), round);
    if (multiplier === 1) {
      const length = round(node.length);
      this.#refuseInexact(node.length);
      return (t) => {
        const cycle = Math.max(0, wholeQuotient(t, length));
        const passed = cycle < 2 ** 53 ? round(time(t - time(cycle * length))) : t % length;
        return rateIn(cycle, passed / length);
      };
    }
    const { starts, lengths } = cycleStarts(node, last);
    const begins = starts.map(time);
    return (t) => {
      const cycle = Math.max(0, placeOf(begins, t, false) - 1);
      return rateIn(cycle, round(time(t - (begins[cycle] as number))) / round(lengths[cycle] as number));
    };
  }

  /** The error of a rounded period grows with every period, until a period begins at another update. */
  #refuseInexact(period: number): void {
    if (this.arithmetic.round(period) !== period) throw new NoClosedForm("a period that float32 can't hold");
  }

  #join({ children, boundaries, rebase, side }: Node<"join">, last: number): Clocked {
    const { time } = this.arithmetic;
    const starts = boundaries.map(time);
    const origin = (part: number) => (rebase && part > 0 ? (boundaries[part - 1] as number) : 0);
    const compiled = children.map((child, part) => this.compile(child, last - origin(part)));
    return (t) => {
      const part = placeOf(starts, t, side === "left");
      const child = compiled[part] as Clocked;
      return child(rebase && part > 0 ? time(t - (starts[part - 1] as number)) : t);
    };
  }
}

function blended(floor: number, top: number, share: number, round: (value: number) => number): number {
  return round(round(floor * round(1 - share)) + round(top * share));
}

/** The values of stairs, each computed from the one before. */
function chained(values: readonly number[], round: (value: number) => number): readonly number[] {
  let level = round(values[0] as number);
  return values.map((value, i) => {
    if (i > 0) level = round(level * round(value / (values[i - 1] as number)));
    return level;
  });
}

/** `bisect_left` or `bisect_right`. */
function placeOf(boundaries: readonly number[], t: number, left: boolean): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const boundary = boundaries[middle] as number;
    if (left ? boundary < t : boundary <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
