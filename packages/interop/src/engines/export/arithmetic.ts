/**
 * The arithmetic in which exported code and engines compute: float64 in Python, float32 in JAX and Keras.
 *
 * Functions of libraries return values that differ from platform to platform in their last bits. Here they err by as
 * much as is allowed, so that an expression that amplifies such errors is noticed.
 */

export interface Arithmetic {
  /** The result of an operation in this type. */
  round(value: number): number;
  /** The same of a time, which stays an integer as long as it is one. */
  time(value: number): number;
  power(base: number, exponent: number): number;
  /** `cos(pi * halfTurns)` */
  cosine(halfTurns: number): number;
  logarithm(value: number): number;
  /** Differences up to this share of the largest rate are rounding. */
  readonly rounding: number;
  /** The smallest positive number that has all its digits. */
  readonly leastNormal: number;
  /** Whether the code is Optax's, which reduces waves to one period and multiplies from stair to stair. */
  readonly isOptax: boolean;
}

const ULP = 2 ** -52;

/** Python's floats. */
export const float64: Arithmetic = {
  round: (value) => value,
  time: (value) => value,
  power: (base, exponent) => base ** exponent * (1 + ULP),
  cosine: (halfTurns) => Math.cos(Math.PI * (halfTurns % 2)) * (1 + ULP),
  logarithm: (value) => Math.log(value) * (1 + ULP),
  rounding: 1e-12,
  leastNormal: 2 ** -1022,
  isOptax: false,
};

/** The smallest normal float32. Many processors and compilers replace smaller numbers by 0. */
const LEAST_NORMAL = 2 ** -126;
/** XLA's functions have errors of a few units in the last place. */
const FEW_ULPS = 2 ** -22;

/** A number as a float32, without subnormal ones. */
export function single(value: number): number {
  const rounded = Math.fround(value);
  return Math.abs(rounded) < LEAST_NORMAL ? 0 : rounded;
}

/** JAX's floats. */
export const float32: Arithmetic = {
  round: single,
  time: (value) => (Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : single(value)),
  power: (base, exponent) => single(single(base) ** single(exponent) * (1 + FEW_ULPS)),
  cosine: (halfTurns) => single(Math.cos(single(single(Math.PI) * halfTurns))),
  logarithm: (value) => single(Math.log(single(value)) * (1 + FEW_ULPS)),
  rounding: 1e-6,
  leastNormal: LEAST_NORMAL,
  isOptax: true,
};
