/** Powers of numbers that are close together: the twin of `crates/kernels/src/forecast/series.rs`. */

/** The number of values that share a series. */
export const GROUP = 32;
/** The largest `d^2` of the full series: (1/32)^9 is below the last place. */
const NEAR = 1 / 1024;
/** The largest `d^2` of the short series: (2^-11)^5 is below the last place. */
const CLOSE = 2 ** -22;
const FULL = 8;
const SHORT = 4;
/** The largest coefficient of the first omitted power of the full series; larger exponents have no series. */
const LARGEST_OMITTED = 10;

/** The binomial series of `(1 + d) ^ exponent`. */
export interface Series {
  /** All coefficients except the first. */
  readonly coefficients: Float64Array;
  /** The largest `d^2` for which the series is exact. */
  readonly near: number;
}

export function seriesOf(exponent: number): Series {
  const coefficients = new Float64Array(FULL);
  let coefficient = 1;
  for (let order = 0; order < FULL; order++) {
    coefficient *= (exponent - order) / (order + 1);
    coefficients[order] = coefficient;
  }
  coefficient *= (exponent - FULL) / (FULL + 1);
  return { coefficients, near: Math.abs(coefficient) <= LARGEST_OMITTED ? NEAR : 0 };
}

/** The number of powers needed for full precision if no `d^2` is larger than `worst`. */
export function degreeFor(worst: number): number {
  return worst <= CLOSE ? SHORT : FULL;
}

/** `(1 + d) ^ exponent`, up to the power `degree` of `d`. */
export function seriesAt({ coefficients }: Series, degree: number, d: number): number {
  let value = coefficients[degree - 1] as number;
  for (let order = degree - 2; order >= 0; order--) value = value * d + (coefficients[order] as number);
  return 1 + d * value;
}
