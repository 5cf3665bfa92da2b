/** The exponential of float64: that of jax-js is one of float32 on wasm. */
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";

/** Beyond it a float64 has only infinity and 0. */
const LARGEST_EXPONENT = 800;
/** The exponent is halved so often that a float32 can hold the power of 2 in the result. */
const HALVINGS = 4;
/** The first digits of `ln 2`, few enough that their products with whole numbers are exact, and the rest. */
const LN2_UPPER = Math.round(Math.LN2 * 2 ** 32) / 2 ** 32;
const LN2_LOWER = -4.200915072681084e-11;
/** Highest power of the series: up to half of `ln 2` its remainder is below 1e-17. */
const TERMS = 13;

const LEAST_POWER = -126;
const POWERS_OF_2 = Array.from({ length: 254 }, (_, i) => 2 ** (i + LEAST_POWER));

/** `e^a = (2^n e^r)^16`, with a small `r`, whose exponential is a short series. */
export function exponentialOfFloat64(of: Arithmetic, a: np.Array): np.Array {
  const bounded = of.maximum(of.minimum(a, LARGEST_EXPONENT), -LARGEST_EXPONENT);
  const part = of.multiply(bounded, 2 ** -HALVINGS);
  const doublings = of.floor(of.add(of.multiply(part, Math.LOG2E), 0.5) as np.Array);
  const near = of.subtract(part, of.multiply(doublings, LN2_UPPER));
  const rest = of.subtract(near, of.multiply(doublings, LN2_LOWER));
  let series: Value = 1;
  for (let n = TERMS; n > 0; n--) series = of.add(of.multiply(of.multiply(rest, series), 1 / n), 1);
  const places = of.whole(of.subtract(doublings, LEAST_POWER) as np.Array);
  let power = of.multiply(series, of.lookUp(POWERS_OF_2, places));
  for (let n = 0; n < HALVINGS; n++) power = of.multiply(power, power);
  return power as np.Array;
}
