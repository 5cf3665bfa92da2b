/** Elementary functions, with the operations of `crates/kernels/src/forecast/lanes.rs` in the same order. */
import { highWord, logarithm, withHighWord } from "@anneal/core/schedule-engine";

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Adding and subtracting this number rounds to a whole number. */
const MAGIC = 6755399441055744;

/** `exp(x)`, within 2 units in the last place; results outside the normal numbers are clamped to their ends. */
export function exponential(argument: number): number {
  const x = Math.min(Math.max(argument, -708), 709);
  const k = x * Math.LOG2E + MAGIC - MAGIC;
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const z = r * r;
  const even =
    z * (0.5 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600))))));
  const odd =
    r *
    (z *
      (1 / 6 +
        z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800)))))));
  const value = 1 + (r + (odd + even));
  return withHighWord(value, highWord(value) + (k << 20));
}

/** `x ^ y` of a normal number above 0. */
export function shortPower(x: number, y: number): number {
  return exponential(y * logarithm(x));
}
