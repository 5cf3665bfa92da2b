/** A second interpreter of schedule trees, in decimal arithmetic of 50 digits: what the host's values are compared with. */
import { Decimal as DecimalJs } from "decimal.js";
import type { CyclesNode, Easing, RampNode, ScheduleNode, Side, TimeNode } from "../../src/tree/node.js";

/** Errors of this arithmetic are 30 digits below those of a float64. */
const Decimal = DecimalJs.clone({ precision: 50 });
type Decimal = DecimalJs;

const ONE = new Decimal(1);
const PI = Decimal.acos(-1);

/** The value that the documentation of the nodes gives for a step. */
export function exactValue(node: ScheduleNode, step: number): Decimal {
  return valueAt(node, exact(step));
}

/** How far `value` is from the exact one, as a share of `scale`. */
export function exactError(node: ScheduleNode, step: number, value: number, scale: number): number {
  return exactValue(node, step).minus(exact(value)).abs().div(exact(scale)).toNumber();
}

/** The number itself; `new Decimal` takes the shortest text that is read as it, which may be half a last place away. */
export function exact(x: number): Decimal {
  if (x === 0 || !Number.isFinite(x)) return new Decimal(x);
  const exponent = Math.floor(Math.log2(Math.abs(x))) - 60;
  // Scaling by powers of two is exact; in two steps, because one may be beyond the range.
  const half = Math.trunc(exponent / 2);
  const whole = BigInt(x / 2 ** half / 2 ** (exponent - half));
  return new Decimal(whole.toString()).times(Decimal.pow(2, exponent));
}

function valueAt(node: ScheduleNode, t: Decimal): Decimal {
  switch (node.kind) {
    case "constant":
      return exact(node.value);
    case "ramp":
      return rampAt(node, t);
    case "power":
      return powerOf(exact(node.slope).times(t).plus(exact(node.offset)), node.exponent).times(
        exact(node.scale),
      );
    case "stairs":
      return exact(node.values[segmentAt(node.boundaries, node.side, t)] as number);
    case "table": {
      const last = node.values.length - 1;
      const place = clamp(t.minus(exact(node.start)), 0, last);
      const below = place.floor().toNumber();
      const value = exact(node.values[below] as number);
      if (node.interpolation === "previous" || below === last) return value;
      return value.plus(
        exact(node.values[below + 1] as number)
          .minus(value)
          .times(place.minus(below)),
      );
    }
    case "time":
      return valueAt(node.child, warpedTime(node, t));
    case "cycles":
      return cyclesAt(node, t);
    case "join": {
      const segment = segmentAt(node.boundaries, node.side, t);
      const start = node.rebase && segment > 0 ? (node.boundaries[segment - 1] as number) : 0;
      return valueAt(node.children[segment] as ScheduleNode, t.minus(exact(start)));
    }
    case "product":
      return node.children.map((child) => valueAt(child, t)).reduce((left, right) => left.times(right));
    case "sum":
      return node.children.map((child) => valueAt(child, t)).reduce((left, right) => left.plus(right));
    case "clamp":
      return clamp(valueAt(node.child, t), node.minimum, node.maximum);
    default:
      return node satisfies never;
  }
}

function rampAt(node: RampNode, t: Decimal): Decimal {
  const { start, end, from, to } = node;
  if (start === end) return exact(t.gte(exact(end)) ? to : from);
  const held = clamp(t, node.before === "hold" ? start : null, node.after === "hold" ? end : null);
  const share = easeAt(node.easing, held.minus(exact(start)).div(exact(end).minus(exact(start))));
  if (node.interpolation === "geometric")
    return Decimal.pow(exact(to).div(exact(from)), share).times(exact(from));
  return exact(to).minus(exact(from)).times(share).plus(exact(from));
}

function easeAt(easing: Easing, time: Decimal): Decimal {
  const u = easing.timeExponent === 1 ? time : powerOf(clamp(time, 0, null), easing.timeExponent);
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return powerOf(u, easing.exponent);
    case "reversePower":
      return ONE.minus(powerOf(ONE.minus(u), easing.exponent));
    case "cosine": {
      const cosine = Decimal.cos(exact(easing.halfCycles).times(u).times(PI));
      return ONE.minus(powerOf(ONE.plus(cosine).div(2), easing.exponent));
    }
    case "tanh": {
      const z = exact(easing.upper).minus(exact(easing.lower)).times(u).plus(exact(easing.lower));
      return ONE.plus(Decimal.tanh(z)).div(2);
    }
    case "halfLife":
      return ONE.minus(Decimal.pow(2, u.negated())).times(2);
    case "rational":
      return u.div(ONE.plus(exact(easing.curvature).times(ONE.minus(u))));
    case "logarithmic": {
      const base = exact(easing.base);
      return Decimal.ln(base.minus(1).times(u).plus(1)).div(Decimal.ln(base));
    }
    default:
      return easing satisfies never;
  }
}

function warpedTime({ shift, scale, minimum, maximum, quantum }: TimeNode, t: Decimal): Decimal {
  const time = clamp(t.minus(exact(shift)).times(exact(scale)), minimum, maximum);
  return quantum === null ? time : time.div(exact(quantum)).floor().times(exact(quantum));
}

/** Cycle after cycle from the first one: slow, and beyond doubt. */
function cyclesAt(node: CyclesNode, t: Decimal): Decimal {
  const floor = exact(node.floor);
  let start = exact(0);
  let length = exact(node.length);
  let top = exact(node.peak);
  for (let cycle = 0; cycle < (node.limit ?? Number.POSITIVE_INFINITY); cycle++) {
    if (t.lt(start.plus(length))) {
      const share = valueAt(node.child, t.minus(start).div(length));
      return top.minus(floor).times(share).plus(floor);
    }
    start = start.plus(length);
    length = length.times(exact(node.multiplier));
    const lowest = node.decayOf === "peak" ? exact(0) : floor;
    top = top.minus(lowest).times(exact(node.decay)).plus(lowest);
  }
  return exact(node.afterwards);
}

function segmentAt(boundaries: readonly number[], side: Side, t: Decimal): number {
  return boundaries.filter((boundary) => (side === "right" ? t.gte(exact(boundary)) : t.gt(exact(boundary))))
    .length;
}

function clamp(value: Decimal, minimum: number | null, maximum: number | null): Decimal {
  if (minimum !== null && value.lt(exact(minimum))) return exact(minimum);
  return maximum !== null && value.gt(exact(maximum)) ? exact(maximum) : value;
}

/** Also of 0, of which decimal.js would take the logarithm. */
function powerOf(base: Decimal, exponent: number): Decimal {
  if (exponent === 1) return base;
  return base.isZero() && exponent > 0 ? base : Decimal.pow(base, exact(exponent));
}
