/** The easings of a ramp as Python expressions of `u`. */
import type { Easing } from "@anneal/core";
import { decimal } from "../writing/numbers.js";

/** What `power` is called for is written with it: Python raises errors where a schedule is infinite. */
export function pythonEasing(easing: Easing): string {
  const u = easing.timeExponent === 1 ? "u" : `(0 if u <= 0 else power(u, ${decimal(easing.timeExponent)}))`;
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return raised(u, easing.exponent);
    case "reversePower":
      return easing.exponent === 1 ? u : `1 - ${raised(`(1 - ${u})`, easing.exponent)}`;
    case "cosine": {
      // A whole number of turns is taken off first: far from 0 an angle has few digits left.
      const angle = (share: string) => `math.cos(math.pi * math.fmod(${share}, 2))`;
      if (easing.exponent === 1) return `(1 - ${angle(`${decimal(easing.halfCycles)} * ${u}`)}) / 2`;
      return `1 - power(abs(${angle(`${decimal(easing.halfCycles)} * ${u} / 2`)}), ${decimal(2 * easing.exponent)})`;
    }
    case "tanh": {
      const [low, span] = [decimal(easing.lower), decimal(easing.upper - easing.lower)];
      return `1 - 1 / (1 + power(math.e, 2 * (${low} + ${span} * ${u})))`;
    }
    case "halfLife":
      return `2 * (1 - power(0.5, ${u}))`;
    case "rational":
      return `${u} / (1 + ${decimal(easing.curvature)} * (1 - ${u}))`;
    case "logarithmic":
      return `logarithm(1 + ${u} * ${decimal(easing.base - 1)}) / logarithm(${decimal(easing.base)})`;
    default:
      return easing satisfies never;
  }
}

function raised(base: string, exponent: number): string {
  return exponent === 1 ? base : `power(${base}, ${decimal(exponent)})`;
}
