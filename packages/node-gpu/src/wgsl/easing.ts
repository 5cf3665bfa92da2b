/** Powers and easings of a float, as expressions. */
import type { Easing } from "@anneal/core";
import type { Emitter } from "./emitter.js";

/** From this exponent on, rounding of the base is visible in its power. */
const STEEP = 8;

/** Whether `powerOf` uses `beyond`. */
export function isSteep(exponent: number): boolean {
  return Math.abs(exponent) >= STEEP;
}

/**
 * `name ^ exponent`, for a variable `name`. It is NaN where the host returns NaN.
 * @param beyond `name - 1` with its own digits, for steep exponents.
 */
export function powerOf(emitter: Emitter, name: string, exponent: number, beyond?: string): string {
  switch (exponent) {
    case 0:
      return "1.0";
    case 1:
      return name;
    case 2:
      return `${name} * ${name}`;
    case 0.5:
      return `sqrt(${name})`;
    case -0.5:
      return `(1.0 / sqrt(${name}))`;
    case -1:
      return `(1.0 / ${name})`;
    default: {
      // Twelve bits, times an exponent of eight.
      const high = withTwelveBits(exponent);
      const parts = [emitter.number(high), emitter.number(exponent - high)];
      const size =
        beyond !== undefined && isSteep(exponent)
          ? emitter.call("anneal_steep", name, beyond, ...parts)
          : emitter.call("anneal_power", `abs(${name})`, ...parts);
      const isOdd = Number.isInteger(exponent) && exponent % 2 !== 0;
      return isOdd ? `select(1.0, -1.0, ${name} < 0.0) * ${size}` : size;
    }
  }
}

/** A float32 with the last twelve bits of its significand cleared. */
function withTwelveBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  return new Float32Array(bits.map((word) => word & 0xfffff000).buffer)[0] as number;
}

/** The easing at the variable `u`, as in the host's `easeAt`. */
export function easingOf(emitter: Emitter, easing: Easing): string {
  if (easing.timeExponent === 1) return shapeOf(emitter, easing, "u");
  const warped = `select(0.0, ${powerOf(emitter, "u", easing.timeExponent)}, u > 0.0)`;
  return shapeOf(emitter, easing, `(${warped})`);
}

/** Lines that set `share` to half waves with an exponent, each a quarter of a turn of `turns` in units of 2^-96. */
export function wavesOf(emitter: Emitter, turns: string, exponent: number): string[] {
  const cosineAt = (place: string) => emitter.call("anneal_cosine_fixed", place);
  const lines = [
    `let turns = ${turns};`,
    `let cosine = ${cosineAt("turns")};`,
    "let square = cosine * cosine;",
  ];
  if (isSteep(exponent)) lines.push(`let sine = ${cosineAt("turns - vec4u(0u, 0u, 0x40000000u, 0u)")};`);
  return [...lines, `let share = 1.0 - ${powerOf(emitter, "square", exponent, "-sine * sine")};`];
}

function shapeOf(emitter: Emitter, easing: Easing, u: string): string {
  switch (easing.kind) {
    case "linear":
      return u;
    case "power":
      return powerOf(emitter, u, easing.exponent);
    case "reversePower":
      return `1.0 - ${powerOf(emitter, `(1.0 - ${u})`, easing.exponent, `-${u}`)}`;
    case "cosine": {
      const { exponent, halfCycles } = easing;
      if (exponent === 1) {
        const cosine = emitter.call("anneal_cosine_pi", `${emitter.number(halfCycles)} * ${u}`);
        return `(0.5 - 0.5 * ${cosine})`;
      }
      const cosine = emitter.call("anneal_cosine_pi", `${emitter.number(halfCycles * 0.5)} * ${u}`);
      return `1.0 - ${powerOf(emitter, `abs(${cosine})`, 2 * exponent)}`;
    }
    case "tanh": {
      // As on the host: (1 + tanh z) / 2 = 1 - 1 / (1 + e^(2 z))
      const factor = 2 * Math.LOG2E;
      const slope = emitter.number((easing.upper - easing.lower) * factor);
      const power = `${emitter.number(easing.lower * factor)} + ${slope} * ${u}`;
      return `1.0 - 1.0 / (1.0 + ${emitter.call("anneal_exp2_float", power)})`;
    }
    case "halfLife":
      return `2.0 - 2.0 * ${emitter.call("anneal_exp2_float", `-${u}`)}`;
    case "rational":
      return `${u} / (1.0 + ${emitter.number(easing.curvature)} * (1.0 - ${u}))`;
    case "logarithmic": {
      const growth = `${u} * ${emitter.number(easing.base - 1)}`;
      const inverse = emitter.number(1 / Math.log2(easing.base));
      return `${emitter.call("anneal_log2_1_plus", growth)} * ${inverse}`;
    }
    default:
      return easing satisfies never;
  }
}
