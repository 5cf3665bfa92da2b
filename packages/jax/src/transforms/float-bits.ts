/** Finds numbers that are not finite by their bits: a GPU may assume that there are none. */
import { lax, numpy as np } from "@jax-js/jax";
import { constantLike } from "../trace/constant-like.js";

/** The bits of a float32's exponent, which are all set in an infinity and in NaN. */
const EXPONENT = 0x7f800000;
const ALL_BUT_SIGN = 0x7fffffff;

/** Infinities and NaN. Consumes. */
export function notFinite(leaf: np.Array): np.Array {
  if (leaf.dtype === np.float64) return np.logicalNot(np.isfinite(leaf));
  const bits = maskedBits(leaf, EXPONENT);
  return bits.equal(constantLike(EXPONENT, bits));
}

/** NaN. Consumes. */
export function notANumber(leaf: np.Array): np.Array {
  if (leaf.dtype === np.float64) return np.isnan(leaf);
  const bits = maskedBits(leaf, ALL_BUT_SIGN);
  return bits.greater(constantLike(EXPONENT, bits));
}

function maskedBits(leaf: np.Array, mask: number): np.Array {
  const bits = lax.bitcastConvertType(leaf.astype(np.float32), np.int32);
  return np.bitwiseAnd(bits, constantLike(mask, bits));
}
