/** What makes up for running means that start at 0. */
import { numpy as np } from "@jax-js/jax";
import { Arithmetic, type Value } from "../trace/arithmetic.js";
import type { Scalar } from "./hyperparameters.js";
import { computedOnce } from "./scalars.js";

/** Of a decay of 0, whose powers are 0: those of `e^-100` are nearly. */
const LEAST_LOGARITHM = -100;
/** From here on a series has the logarithm; highest power of it, whose remainder is then below 1e-8 of the value. */
const SERIES_FROM = 0.5;
const SERIES_TERMS = 15;

/** `1 / (1 - decay^count)`, right to 1e-6 of the decay's float from the first step on. Consumes the count, at least 1. */
export function biasCorrection(decay: Scalar, count: np.Array): np.Array {
  const of = new Arithmetic(np.float32);
  of.own(count);
  // 1 - decay^t = -(e^(t ln decay) - 1): no number close to 1 is subtracted from 1.
  const exponent = of.multiply(of.cast(count), logarithm(of, decay)) as np.Array;
  const correction = of.reciprocal(of.multiply(of.exponentialMinusOne(exponent), -1)) as np.Array;
  return computedOnce(of.finish(correction));
}

/** `ln decay`: the host's of a number. */
export function logarithm(of: Arithmetic, decay: Scalar): Value {
  if (typeof decay === "number") return Math.max(Math.log(decay), LEAST_LOGARITHM);
  const share = of.cast(of.own(decay()));
  // 2 artanh((a - 1) / (a + 1)): near 1 the difference is exact, and a rounded logarithm may have no correct digit.
  const near = of.maximum(share, SERIES_FROM);
  const ratio = of.multiply(of.subtract(near, 1), of.reciprocal(of.add(near, 1)));
  const square = of.multiply(ratio, ratio);
  let series: Value = 1 / SERIES_TERMS;
  for (let n = SERIES_TERMS - 2; n > 0; n -= 2) series = of.add(of.multiply(square, series), 1 / n);
  const far = of.maximum(share, Math.exp(LEAST_LOGARITHM)) as np.Array;
  return of.choose(
    of.less(share, SERIES_FROM),
    of.logarithm(far),
    of.multiply(of.multiply(ratio, series), 2),
  );
}
