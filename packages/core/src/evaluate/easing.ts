/** The easings of a ramp at a single point, for curves without a block form and for the end values of ramps. */
import { logarithm } from "../math/logarithm.js";
import { power } from "../math/power.js";
import { cosPi } from "../math/trigonometry.js";
import type { Easing } from "../tree/node.js";
import { commonPower } from "./affine-power.js";

/** `E(u)`, with `u` replaced by `u^timeExponent` first. Below 0 such a power has no real value, so `u` counts as 0. */
export function easeAt(easing: Easing, u: number): number {
  if (easing.timeExponent === 1) return shapeAt(easing, u);
  return shapeAt(easing, u <= 0 ? 0 : power(u, easing.timeExponent));
}

function shapeAt(easing: Easing, u: number): number {
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return commonPower(u, easing.exponent);
    case "reversePower":
      return 1 - commonPower(1 - u, easing.exponent);
    case "cosine": {
      const { exponent, halfCycles } = easing;
      if (exponent === 1) return (1 - cosPi(halfCycles * u)) * 0.5;
      // (1 + cos x) / 2 = cos(x / 2)^2, which stays accurate near 0.
      return 1 - commonPower(Math.abs(cosPi(halfCycles * u * 0.5)), 2 * exponent);
    }
    case "tanh": {
      // (1 + tanh z) / 2 = 1 - 1 / (1 + e^(2 z))
      const z = easing.lower + (easing.upper - easing.lower) * u;
      return 1 - 1 / (1 + power(Math.E, 2 * z));
    }
    case "halfLife":
      return 2 * (1 - power(0.5, u));
    case "rational":
      return u / (1 + easing.curvature * (1 - u));
    case "logarithmic":
      return logarithm(1 + u * (easing.base - 1)) / logarithm(easing.base);
    default:
      return easing satisfies never;
  }
}

/** `E(0)`: 0, except for `tanh`. */
export function easeStart(easing: Easing): number {
  return easing.kind === "tanh" ? easeAt(easing, 0) : 0;
}

/** `E(1)`: 1, except for `tanh` and for a cosine that does not end at its low point. */
export function easeEnd(easing: Easing): number {
  return easing.kind === "tanh" || easing.kind === "cosine" ? easeAt(easing, 1) : 1;
}
