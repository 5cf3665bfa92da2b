/** Powers of traced values: by roots and products if the exponent allows it, otherwise by a logarithm. */
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";

/** Up to this exponent, products are more accurate than a logarithm. */
const LARGEST_PRODUCT = 16;

/** `base ** exponent`; NaN for a negative base and an exponent that is not whole. */
export function power(of: Arithmetic, base: Value, exponent: number): Value {
  if (exponent === 0) return 1;
  if (typeof base === "number") return base ** exponent;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST_PRODUCT) {
    return wholePower(of, base, exponent);
  }
  // Roots and logarithms have no slope at 0, so 0 is replaced; otherwise a gradient would be NaN.
  const positive = of.greater(base, 0);
  const safe = of.choose(positive, base, 1) as np.Array;
  const atZero = of.choose(of.less(base, 0), Number.NaN, exponent > 0 ? 0 : Number.POSITIVE_INFINITY);
  return of.choose(positive, positivePower(of, safe, exponent), atZero);
}

function positivePower(of: Arithmetic, base: np.Array, exponent: number): Value {
  const quarters = 4 * exponent;
  if (!Number.isInteger(quarters) || Math.abs(exponent) > LARGEST_PRODUCT) {
    return of.exponential(of.multiply(of.logarithm(base), exponent) as np.Array);
  }
  const root = of.squareRoot(base);
  return quarters % 2 === 0
    ? wholePower(of, root, 2 * exponent)
    : wholePower(of, of.squareRoot(root), quarters);
}

function wholePower(of: Arithmetic, base: np.Array, exponent: number): Value {
  if (exponent < 0) return of.reciprocal(wholePower(of, base, -exponent));
  let result: Value = 1;
  let square: Value = base;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = of.multiply(square, result);
    if (left > 1) square = of.multiply(square, square);
  }
  return result;
}
