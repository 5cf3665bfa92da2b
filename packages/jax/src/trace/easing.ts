/** The easings of a ramp, for the share that is done and the share that is left. */
import type { Easing } from "@anneal/core";
import type { numpy as np } from "@jax-js/jax";
import type { Arithmetic, Value } from "./arithmetic.js";
import { power } from "./powers.js";

/** The progress along a ramp. `done` is accurate near the start, `left = 1 - done` near the end. */
export interface Share {
  readonly done: Value;
  readonly left: Value;
  /** Whether both stay between 0 and 1. */
  readonly held: boolean;
}

/** Beyond this, `e^(2 z)` exceeds a float32, and `tanh` rounds to 1. */
const LARGEST_EXPONENT = 80;

/** `E` and `1 - E`, each as accurate as possible. */
export function ease(of: Arithmetic, easing: Easing, given: Share): Share {
  const { held } = given;
  const { done, left } = withTimeExponent(of, easing.timeExponent, given);
  switch (easing.kind) {
    case "linear":
      return { done, left, held };
    case "power":
      return risen(of, power(of, done, easing.exponent), held);
    case "reversePower":
      return fallen(of, power(of, left, easing.exponent), held);
    case "cosine":
      return easing.exponent === 1 && !(held && easing.halfCycles === 1)
        ? risen(of, of.multiply(of.subtract(1, cosPi(of, done, easing.halfCycles, held)), 0.5), held)
        : fallen(of, cosinePower(of, easing, { done, left, held }), held);
    case "tanh": {
      const { lower, upper } = easing;
      const twice = of.add(of.multiply(done, 2 * (upper - lower)), 2 * lower);
      const bounded = of.maximum(of.minimum(twice, LARGEST_EXPONENT), -LARGEST_EXPONENT);
      return fallen(of, of.reciprocal(of.add(of.exponential(bounded as np.Array), 1)), held);
    }
    case "halfLife": {
      const exponent = of.multiply(done, -Math.LN2) as np.Array;
      return risen(of, of.multiply(of.exponentialMinusOne(exponent), -2), held);
    }
    case "rational": {
      const inverse = of.reciprocal(of.add(of.multiply(left, easing.curvature), 1) as np.Array);
      const remaining = of.multiply(left, 1 + easing.curvature);
      return { done: of.multiply(done, inverse), left: of.multiply(remaining, inverse), held };
    }
    case "logarithmic": {
      const grown = of.add(of.multiply(done, easing.base - 1), 1) as np.Array;
      return risen(of, of.multiply(of.logarithm(grown), 1 / Math.log(easing.base)), held);
    }
    default:
      return easing satisfies never;
  }
}

function withTimeExponent(of: Arithmetic, exponent: number, share: Share): Share {
  if (exponent === 1) return share;
  return risen(of, power(of, of.maximum(share.done, 0), exponent), share.held);
}

function risen(of: Arithmetic, done: Value, held: boolean): Share {
  return { done, left: of.subtract(1, done), held };
}

function fallen(of: Arithmetic, left: Value, held: boolean): Share {
  return { done: of.subtract(1, left), left, held };
}

/** `((1 + cos(pi h u)) / 2) ^ p = |cos(pi h u / 2)| ^ (2 p)`, which is accurate near 0. */
function cosinePower(
  of: Arithmetic,
  { exponent, halfCycles }: { readonly exponent: number; readonly halfCycles: number },
  { done, left, held }: Share,
): Value {
  const wave =
    halfCycles === 1 && held
      ? of.sine(of.multiply(left, Math.PI / 2))
      : of.absolute(cosPi(of, done, halfCycles / 2, held));
  return power(of, wave, 2 * exponent);
}

/** `cos(pi * rate * u)`, with whole turns subtracted first, because the cosine of many turns has few digits. */
function cosPi(of: Arithmetic, u: Value, rate: number, held: boolean): Value {
  const halfTurns = of.multiply(u, rate);
  if (held && Math.abs(rate) <= 1) return cosineWithinTurn(of, halfTurns);
  const turns = of.floor(of.add(of.multiply(halfTurns, 0.5), 0.5) as np.Array);
  return cosineWithinTurn(of, of.subtract(halfTurns, of.multiply(turns, 2)));
}

/** `cos(pi * x)` for `x` from -1 to 1, as the sine of the rest to a quarter of a turn, which is accurate near 0. */
function cosineWithinTurn(of: Arithmetic, halfTurns: Value): Value {
  return of.sine(of.multiply(of.subtract(0.5, of.absolute(halfTurns)), Math.PI));
}
