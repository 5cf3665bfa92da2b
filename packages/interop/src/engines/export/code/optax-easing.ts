/** The easings of a ramp in Optax code, computed in float32; `easingOf` of `to-optax.ts` writes them. */
import type { Easing } from "@anneal/core";
import { float32 } from "../arithmetic.js";

/** A function of the share of the ramp. */
export function optaxEasing(easing: Easing): (u: number) => number {
  const { timeExponent } = easing;
  const shape = shapeOf(easing);
  return timeExponent === 1 ? shape : (u) => shape(float32.power(Math.max(u, 0), timeExponent));
}

function shapeOf(easing: Easing): (u: number) => number {
  const { round, power } = float32;
  switch (easing.kind) {
    case "linear":
      return (u) => u;
    case "power":
      return (u) => power(u, easing.exponent);
    case "reversePower":
      return (u) => round(1 - power(round(1 - u), easing.exponent));
    case "cosine": {
      const factor = round(Math.PI * easing.halfCycles);
      const wave = (u: number) => round(round(1 + round(Math.cos(round(factor * u)))) / 2);
      return (u) => round(1 - power(wave(u), easing.exponent));
    }
    case "tanh": {
      const [lower, span] = [round(easing.lower), round(easing.upper - easing.lower)];
      return (u) => round(round(1 + float32.tanh(round(lower + round(span * u)))) / 2);
    }
    case "halfLife":
      return (u) => round(2 * round(1 - power(0.5, u)));
    case "rational": {
      const curvature = round(easing.curvature);
      return (u) => round(u / round(1 + round(curvature * round(1 - u))));
    }
    case "logarithmic": {
      const [growth, whole] = [round(easing.base - 1), float32.logarithm(easing.base)];
      return (u) => round(float32.logarithm1p(round(u * growth)) / whole);
    }
    default:
      return easing satisfies never;
  }
}
