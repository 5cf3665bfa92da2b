/** The easings of a ramp as Python expressions of `u`. */
import type { Easing } from "@anneal/core";
import { pythonFloat } from "../writing/numbers.js";

/** Calls the helpers for powers, cosines, logarithms and quotients, because Python's own functions raise errors. */
export function pythonEasing(easing: Easing): string {
  const u =
    easing.timeExponent === 1 ? "u" : `(0 if u <= 0 else power(u, ${pythonFloat(easing.timeExponent)}))`;
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return raised(u, easing.exponent);
    case "reversePower":
      return easing.exponent === 1 ? u : `1 - ${raised(`(1 - ${u})`, easing.exponent)}`;
    case "cosine": {
      const halfTurns = `${pythonFloat(easing.halfCycles)} * ${u}`;
      if (easing.exponent === 1) return `(1 - cosine(${halfTurns})) / 2`;
      return `1 - power(abs(cosine(${halfTurns} / 2)), ${pythonFloat(2 * easing.exponent)})`;
    }
    case "tanh": {
      const [low, span] = [pythonFloat(easing.lower), pythonFloat(easing.upper - easing.lower)];
      return `1 - 1 / (1 + power(math.e, 2 * (${low} + ${span} * ${u})))`;
    }
    case "halfLife":
      return `2 * (1 - power(0.5, ${u}))`;
    case "rational":
      return `quotient(${u}, 1 + ${pythonFloat(easing.curvature)} * (1 - ${u}))`;
    case "logarithmic":
      return `logarithm(1 + ${u} * ${pythonFloat(easing.base - 1)}) / logarithm(${pythonFloat(easing.base)})`;
    default:
      return easing satisfies never;
  }
}

function raised(base: string, exponent: number): string {
  return exponent === 1 ? base : `power(${base}, ${pythonFloat(exponent)})`;
}
