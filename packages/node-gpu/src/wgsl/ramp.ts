/** Ramps and powers: exact at the ends, and between them one line over the index and one function of it. */
import type { PowerNode, RampNode } from "@anneal/core";
import {
  type AffinePowerCurve,
  type Curve,
  curveOf,
  powerCurve,
  rampEnd,
  rampStart,
} from "@anneal/core/schedule-engine";
import { easingOf, isSteep, powerOf, wavesOf } from "./easing.js";
import type { Emitter, Value } from "./emitter.js";
import { firstIndex, type Grid, indexAfter, indexAt, type Line, lineOf, timeAt, timeLine } from "./grid.js";
import { over, type Rational, rational } from "./rational.js";

/** Beyond this power of 2 a geometric curve is its base, or no float32. */
const LARGEST_EXPONENT = 2 ** 20;
/** Fraction bits where the whole part counts too. */
const SCALE = 96;

export function emitRamp(emitter: Emitter, node: RampNode, grid: Grid): Value {
  const empty = node.start === node.end;
  const holdsBefore = node.before === "hold" || empty;
  const holdsAfter = node.after === "hold" || empty;
  const start = holdsBefore ? indexAfter(grid, node.start) : grid.low;
  const end = holdsAfter ? indexAt(grid, node.end) : grid.high + 1n;
  const curve = (between: Grid) => emitCurve(emitter, curveOf(node), between, node.start);
  // At an empty ramp's one time the end counts.
  const cuts = start < end ? [start, end] : [end, end];
  return emitter.choose(grid, cuts, (i, part) => {
    if (i === 0) return { constant: rampStart(node) };
    return i === 2 ? { constant: rampEnd(node) } : curve(part);
  });
}

export function emitPower(emitter: Emitter, node: PowerNode, grid: Grid): Value {
  return emitCurve(emitter, powerCurve(node), grid, 0);
}

/** A curve over the time since `start`. */
function emitCurve(emitter: Emitter, curve: Curve, grid: Grid, start: number): Value {
  const elapsed = lineOf(timeLine(grid), rational(1), rational(-start));
  switch (curve.kind) {
    case "line": {
      const slope = over(rational(curve.change), rational(curve.length));
      return returning(emitter, emitter.float(lineOf(elapsed, slope, rational(curve.from)), grid));
    }
    case "rotation": {
      const { from, to, halfCycles, length } = curve;
      const turns = over(rational(halfCycles / 2), rational(length));
      const fixed = emitter.fixed(lineOf(elapsed, turns, rational(0)), SCALE);
      const middle = emitter.number((from + to) * 0.5);
      const amplitude = emitter.number((from - to) * 0.5);
      const value = `${middle} + ${amplitude} * ${emitter.call("anneal_cosine", `${fixed}.z`)}`;
      const limits = [Math.min(from, to), Math.max(from, to)].map((limit) => emitter.number(limit));
      return returning(emitter, `clamp(${value}, ${limits.join(", ")})`);
    }
    case "geometric":
      return emitGeometric(emitter, curve, elapsed, grid, start);
    case "affinePower":
      return emitAffinePower(emitter, curve, elapsed, grid);
    case "pointwise": {
      const { from, to, geometric, easing, length } = curve;
      const shareOf = (): string[] => {
        if (easing.kind === "cosine" && easing.timeExponent === 1 && easing.exponent !== 1) {
          const turns = over(rational(easing.halfCycles / 4), rational(length));
          const fixed = emitter.fixed(lineOf(elapsed, turns, rational(0)), SCALE);
          return wavesOf(emitter, fixed, easing.exponent);
        }
        const u = emitter.float(lineOf(elapsed, over(rational(1), rational(length)), rational(0)), grid);
        return [`let u = ${u};`, `let share = ${easingOf(emitter, easing)};`];
      };
      const value = () => {
        if (!geometric) return `${emitter.number(from)} + ${emitter.number(to - from)} * share`;
        const exponent = `${emitter.number(Math.log2(to / from))} * share`;
        return `${emitter.number(from)} * ${emitter.call("anneal_exp2_float", exponent)}`;
      };
      return emitter.define([...shareOf(), `return ${value()};`]);
    }
    default:
      return curve satisfies never;
  }
}

function emitGeometric(
  emitter: Emitter,
  { base, scale, ratio, length }: Extract<Curve, { kind: "geometric" }>,
  elapsed: Line,
  grid: Grid,
  start: number,
): Value {
  const rate = Math.log2(ratio) / length;
  const exponentAt = (time: number) => (time - start) * rate;
  // The exponent rises or falls all along.
  const lowest = firstIndex(grid, (time) => Math.abs(exponentAt(time)) <= LARGEST_EXPONENT || time > start);
  const highest = firstIndex(grid, (time) => Math.abs(exponentAt(time)) > LARGEST_EXPONENT && time > start);
  return emitter.choose(grid, [lowest, highest], (i, part) => {
    if (i !== 1) {
      const growth = exponentAt(timeAt(part, i === 0 ? part.low : part.high));
      return { constant: growth < 0 ? base : base + Math.sign(scale) * LARGEST_FLOAT };
    }
    const fixed = emitter.fixed(lineOf(elapsed, rational(rate), rational(0)), SCALE);
    const power = emitter.call("anneal_exp2_fixed", fixed);
    return returning(emitter, `${emitter.number(base)} + ${emitter.number(scale)} * ${power}`);
  });
}

const LARGEST_FLOAT = 3.4028234663852886e38;

function emitAffinePower(
  emitter: Emitter,
  { base, scale, offset, slope, divisor, exponent }: AffinePowerCurve,
  elapsed: Line,
  grid: Grid,
): Value {
  const factor: Rational = over(rational(slope), rational(divisor));
  const line = lineOf(elapsed, factor, over(rational(offset), rational(divisor)));
  if (exponent === 1) {
    const whole = lineOf(line, rational(scale), rational(base));
    return returning(emitter, emitter.float(whole, grid));
  }
  const lines = [`let x = ${emitter.float(line, grid)};`];
  if (isSteep(exponent)) {
    lines.push(`let beyond = ${emitter.float(lineOf(line, rational(1), rational(-1)), grid)};`);
  }
  const power = powerOf(emitter, "x", exponent, "beyond");
  return emitter.define([...lines, `return ${emitter.number(base)} + ${emitter.number(scale)} * ${power};`]);
}

function returning(emitter: Emitter, expression: string): Value {
  return emitter.define([`return ${expression};`]);
}
