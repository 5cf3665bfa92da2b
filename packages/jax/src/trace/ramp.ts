/** Ramps, computed from the end at which digits matter. */
import type { RampNode } from "@anneal/core";
import { rampEnd, rampStart } from "@anneal/core/schedule-engine";
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { divide } from "./division.js";
import { ease, type Share } from "./easing.js";
import { firstIndexReaching, reaches, since, type Time } from "./time.js";

export function traceRamp(of: Arithmetic, node: RampNode, time: Time): Value {
  const { start, end, from, to } = node;
  if (isJump(node, time)) {
    const side = start === end ? "right" : "left";
    return of.choose(reaches(of, time, start, side), rampEnd(node), rampStart(node));
  }
  const { done, left } = ease(of, node.easing, shareOf(of, node, time));
  if (node.interpolation === "geometric") return geometric(of, node, done, left);
  // From the smaller end, which would otherwise lose digits.
  return Math.abs(from) <= Math.abs(to)
    ? of.add(of.multiply(done, to - from), from)
    : of.add(of.multiply(left, from - to), to);
}

/** Whether no whole index is between the ends of the ramp. Its length may then be too small for a float32. */
function isJump({ start, end, before, after }: RampNode, time: Time): boolean {
  if (start === end) return true;
  if (!time.whole || before !== "hold" || after !== "hold") return false;
  return firstIndexReaching(time, start, "left") >= firstIndexReaching(time, end, "right");
}

function shareOf(of: Arithmetic, node: RampNode, time: Time): Share {
  const { start, end, easing } = node;
  const length = end - start;
  const [before, after] = [node.before === "hold", node.after === "hold"];
  const isPeriodic = easing.kind === "cosine" && easing.timeExponent === 1 && easing.halfCycles > 0;
  if (isPeriodic && !(before && after)) {
    return withinPeriod(of, node, time, (2 * length) / easing.halfCycles);
  }
  const done = of.multiply(since(of, time, start), 1 / length);
  const left = of.multiply(since(of, time, end), -1 / length);
  return {
    done: between(of, done, before ? 0 : null, after ? 1 : null),
    left: between(of, left, after ? 0 : null, before ? 1 : null),
    held: before && after,
  };
}

/** The share of a cosine that continues forever, without whole periods, because the angle of many periods has few digits. */
function withinPeriod(of: Arithmetic, node: RampNode, time: Time, period: number): Share {
  const { start, end, before, after } = node;
  const { rest } = divide(of, { ...time, offset: time.offset - start }, period);
  const inside = of.multiply(of.cast(rest), time.spacing / (end - start));
  const lower = before === "hold" ? of.choose(reaches(of, time, start, "right"), inside, 0) : inside;
  const done = after === "hold" ? of.choose(reaches(of, time, end, "right"), 1, lower) : lower;
  return { done, left: of.subtract(1, done), held: false };
}

function between(of: Arithmetic, value: Value, minimum: number | null, maximum: number | null): Value {
  const raised = minimum === null ? value : of.maximum(value, minimum);
  return maximum === null ? raised : of.minimum(raised, maximum);
}

/** From the end with the larger value, where a rounded exponent matters most. */
function geometric(of: Arithmetic, { from, to }: RampNode, done: Value, left: Value): Value {
  const ratio = to / from;
  if (ratio === 1) return from;
  const [anchor, exponent] =
    Math.abs(from) >= Math.abs(to)
      ? [from, of.multiply(done, Math.log(ratio))]
      : [to, of.multiply(left, -Math.log(ratio))];
  return of.multiply(of.exponential(exponent as np.Array), anchor);
}
