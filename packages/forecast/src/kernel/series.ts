/** Powers of numbers that lie close together: the twin of `crates/kernels/src/forecast/series.rs`. */

/** How many numbers share a series. */
export const GROUP = 32;
/** The square of the largest relative distance from the middle number: (1/32)^9 is below the last place. */
export const NEAR = 1 / 1024;
const DEGREE = 8;

/** The coefficients of the binomial series of `(1 + d) ^ exponent`, but the first. */
export function seriesOf(exponent: number): Float64Array {
  const coefficients = new Float64Array(DEGREE);
  let coefficient = 1;
  for (let order = 0; order < DEGREE; order++) {
    coefficient *= (exponent - order) / (order + 1);
    coefficients[order] = coefficient;
  }
  return coefficients;
}

/** `(1 + d) ^ exponent` */
export function seriesAt(coefficients: Float64Array, d: number): number {
  let value = coefficients[DEGREE - 1] as number;
  for (let order = DEGREE - 2; order >= 0; order--) value = value * d + (coefficients[order] as number);
  return 1 + d * value;
}
