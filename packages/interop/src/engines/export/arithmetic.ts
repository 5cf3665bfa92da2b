/**
 * The arithmetic in which exported code and engines compute: float64 in Python, float32 in JAX and Keras.
 *
 * Functions of libraries return values that differ from platform to platform in their last bits. Here they err by as
 * much as is allowed, so that an expression that amplifies such errors is noticed.
 */

import { SMALLEST_FLOAT32 } from "../../exporters/optax-forms.js";

export interface Arithmetic {
  /** Differences up to this share of the largest rate are rounding. */
  readonly rounding: number;
  /** The smallest positive number that has all its digits. */
  readonly leastNormal: number;
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Errs up or down as the last bit of the result says, so that the errors of nearly equal results do not cancel. */
function erring(value: number, share: number): number {
  double[0] = value;
  const isOdd = ((words[0] as number) ^ (words[1] as number)) & 1;
  return value * (1 + (isOdd === 1 ? share : -share));
}

const ULP = 2 ** -52;

/** Python's floats. */
export const float64 = {
  power: (base: number, exponent: number) => erring(base ** exponent, ULP),
  /** `cos(pi * halfTurns)` */
  cosine: (halfTurns: number) => erring(Math.cos(Math.PI * (halfTurns % 2)), ULP),
  logarithm: (value: number) => erring(Math.log(value), ULP),
  rounding: 1e-12,
  leastNormal: 2 ** -1022,
};

/** XLA's functions have errors of a few units in the last place. */
const FEW_ULPS = 2 ** -22;

/** A number as a float32, without subnormal ones. */
export function single(value: number): number {
  const rounded = Math.fround(value);
  return Math.abs(rounded) < SMALLEST_FLOAT32 ? 0 : rounded;
}

/** JAX's floats. */
export const float32 = {
  /** The result of an operation. */
  round: single,
  power: (base: number, exponent: number) =>
    base === 1 || exponent === 1 ? single(base) : single(erring(single(base) ** single(exponent), FEW_ULPS)),
  /** `cos(pi * halfTurns)` */
  cosine: (halfTurns: number) => single(Math.cos(single(single(Math.PI) * halfTurns))),
  logarithm: (value: number) => single(erring(Math.log(single(value)), FEW_ULPS)),
  /** `log(1 + value)`; errs the other way than `logarithm`, by which it is divided. */
  logarithm1p: (value: number) => single(erring(Math.log1p(value), -FEW_ULPS)),
  tanh: (value: number) => single(erring(Math.tanh(value), FEW_ULPS)),
  rounding: 1e-6,
  leastNormal: SMALLEST_FLOAT32,
};
