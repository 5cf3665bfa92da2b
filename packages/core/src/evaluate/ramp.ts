/** Ramps: exact at both ends, with the block form of their curve in between if there is one. */
import { power } from "../math/power.js";
import type { RampNode } from "../tree/node.js";
import { AffinePower } from "./affine-power.js";
import { type Curve, curveOf } from "./curve.js";
import { easeAt, easeEnd, easeStart } from "./easing.js";
import { Geometric } from "./geometric.js";
import {
  canCount,
  type Evaluator,
  fillBy,
  filling,
  firstIndexAtOrAfter,
  isOnGrid,
  valueAtTime,
} from "./grid.js";
import { Rotation } from "./rotation.js";

export function compileRamp(node: RampNode): Evaluator {
  const { start, end } = node;
  const length = end - start;
  const first = rampStart(node);
  const last = rampEnd(node);
  const holdsBefore = node.before === "hold" || length === 0;
  const holdsAfter = node.after === "hold" || length === 0;
  const isHeld = holdsBefore && holdsAfter;
  const curve = compileCurve(curveOf(node));
  let offsetOfStart = Number.NaN;
  let spacingOfStart = Number.NaN;
  let startIndex = 0;
  let origin = 0;
  let hasGrid = false;
  const locateStart = (offset: number, spacing: number): void => {
    if (offset === offsetOfStart && spacing === spacingOfStart) return;
    offsetOfStart = offset;
    spacingOfStart = spacing;
    startIndex = firstIndexAtOrAfter(start, offset, spacing);
    origin = offset - start + spacing * startIndex;
    hasGrid = Number.isFinite(origin);
  };
  const evaluate: Evaluator = (index, offset, spacing) => {
    const t = offset + spacing * index;
    if (t >= end && (holdsAfter || t === end)) return last;
    if (t <= start && (holdsBefore || t === start)) return first;
    locateStart(offset, spacing);
    // Between the ends the time since the start is finite.
    return (isHeld ? hasGrid : isOnGrid(index - startIndex, origin, spacing))
      ? curve(index - startIndex, origin, spacing)
      : valueAtTime(curve, t - start);
  };
  return filling(evaluate, (out, index, offset, spacing) => {
    const isInside = offset + spacing * index > start && offset + spacing * (index + out.length - 1) < end;
    if (!isInside) return false;
    locateStart(offset, spacing);
    if (!hasGrid || !canCount(index - startIndex, out.length)) return false;
    fillBy(curve, out, index - startIndex, origin, spacing);
    return true;
  });
}

/** The value at the start of the ramp: exactly `from` if the easing starts at 0. */
export function rampStart(node: RampNode): number {
  return between(node, easeStart(node.easing));
}

/** The value at the end of the ramp: exactly `to` if the easing ends at 1. */
export function rampEnd(node: RampNode): number {
  return between(node, easeEnd(node.easing));
}

function between(node: RampNode, share: number): number {
  if (share === 0) return node.from;
  if (share === 1) return node.to;
  if (node.interpolation === "geometric") return node.from * power(node.to / node.from, share);
  return node.from + (node.to - node.from) * share;
}

function compileCurve(curve: Curve): Evaluator {
  switch (curve.kind) {
    case "line": {
      // A division, although multiplying by 1 / length would be faster: 3 of 10 steps must be exactly 0.3.
      const { from, change, length } = curve;
      return (index, origin, spacing) => from + change * ((origin + spacing * index) / length);
    }
    case "rotation": {
      const rotation = new Rotation(curve.from, curve.to, curve.halfCycles, curve.length);
      return filling(
        (index, origin, spacing) => rotation.at(index, origin, spacing),
        (out, index, origin, spacing) => {
          rotation.fill(out, index, origin, spacing);
          return true;
        },
      );
    }
    case "geometric": {
      const geometric = new Geometric(curve.base, curve.scale, curve.ratio, curve.length);
      return (index, origin, spacing) => geometric.at(index, origin, spacing);
    }
    case "affinePower": {
      const affinePower = new AffinePower(curve);
      return (index, origin, spacing) => affinePower.at(index, origin, spacing);
    }
    case "pointwise": {
      const { from, to, geometric, easing, length } = curve;
      return (index, origin, spacing) => {
        const share = easeAt(easing, (origin + spacing * index) / length);
        return geometric ? from * power(to / from, share) : from + (to - from) * share;
      };
    }
    default:
      return curve satisfies never;
  }
}
