/** The curve of a ramp between its ends, as plain numbers for the host and the kernel. */
import type { Easing, PowerNode, RampNode } from "../tree/node.js";

/** A curve over the time `t` since the start of the ramp. */
export type Curve =
  /** `from + change * t / length` */
  | { readonly kind: "line"; readonly from: number; readonly change: number; readonly length: number }
  /** Half cosine waves between `from` and `to`. */
  | {
      readonly kind: "rotation";
      readonly from: number;
      readonly to: number;
      readonly halfCycles: number;
      readonly length: number;
    }
  /** `base + scale * ratio^(t / length)` */
  | {
      readonly kind: "geometric";
      readonly base: number;
      readonly scale: number;
      readonly ratio: number;
      readonly length: number;
    }
  | AffinePowerCurve
  /** A curve without a block form: the easing, evaluated point by point. */
  | {
      readonly kind: "pointwise";
      readonly from: number;
      readonly to: number;
      readonly geometric: boolean;
      readonly easing: Easing;
      readonly length: number;
    };

/** `base + scale * ((offset + slope * t) / divisor)^exponent` */
export interface AffinePowerCurve {
  readonly kind: "affinePower";
  readonly base: number;
  readonly scale: number;
  readonly offset: number;
  readonly slope: number;
  readonly divisor: number;
  readonly exponent: number;
}

/** The curve of a ramp, over the time since its start. */
export function curveOf(node: RampNode): Curve {
  const { from, to, easing } = node;
  const length = node.end - node.start;
  const change = to - from;
  const geometric = node.interpolation === "geometric";
  const pointwise: Curve = { kind: "pointwise", from, to, geometric, easing, length };
  if (easing.timeExponent !== 1) return pointwise;
  if (geometric) {
    return easing.kind === "linear"
      ? { kind: "geometric", base: 0, scale: from, ratio: to / from, length }
      : pointwise;
  }
  switch (easing.kind) {
    case "linear":
      return { kind: "line", from, change, length };
    case "power": {
      const { exponent } = easing;
      if (exponent === 1) return { kind: "line", from, change, length };
      return {
        kind: "affinePower",
        base: from,
        scale: change,
        offset: 0,
        slope: 1,
        divisor: length,
        exponent,
      };
    }
    case "reversePower": {
      const { exponent } = easing;
      if (exponent === 1) return { kind: "line", from, change, length };
      return {
        kind: "affinePower",
        base: to,
        scale: -change,
        offset: length,
        slope: -1,
        divisor: length,
        exponent,
      };
    }
    case "cosine": {
      if (easing.exponent !== 1) return pointwise;
      return { kind: "rotation", from, to, halfCycles: easing.halfCycles, length };
    }
    case "halfLife":
      return { kind: "geometric", base: from + 2 * change, scale: -2 * change, ratio: 0.5, length };
    default:
      return pointwise;
  }
}

/** The curve of a power node, over the time itself. */
export function powerCurve(node: PowerNode): AffinePowerCurve {
  const { scale, offset, slope, exponent } = node;
  return { kind: "affinePower", base: 0, scale, offset, slope, divisor: 1, exponent };
}
