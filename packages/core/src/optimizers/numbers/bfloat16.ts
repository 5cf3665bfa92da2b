/** float32 as bfloat16, rounded at random: the twin of crates/kernels/src/bfloat16.rs. */

/** The largest bfloat16, and infinity, as bits of a float32. */
const LARGEST = 0x7f7f_0000;
const INFINITE = 0x7f80_0000;
const NAN = 0x7fc0;
/** 2^32 divided by the golden ratio. */
const SPREAD = 0x9e37_79b9;

/** A permutation of the 32-bit numbers that looks random ("lowbias32", https://nullprogram.com/blog/2018/07/31/). */
function mixed(x: number): number {
  let mix = x ^ (x >>> 16);
  mix = Math.imul(mix, 0x7feb_352d);
  mix ^= mix >>> 15;
  mix = Math.imul(mix, 0x846c_a68b);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/** A 32-bit key made of whole numbers, in order. */
export function keyOf(...numbers: readonly number[]): number {
  return numbers.reduce((key, number) => mixed(Math.imul(key, SPREAD) + number + 1), 1);
}

/**
 * Rounds every value to one of its two neighbors, up with the probability that makes the average exact. The random
 * number depends only on the key and on the place of the value, so values may be rounded in any order. bfloat16 values
 * stay, NaN stays NaN, and nothing finite becomes infinite.
 *
 * @param bits The values, as bits of float32.
 * @param first The place of the first value.
 */
export function roundAtRandom(bits: Uint32Array, target: Uint16Array, first: number, key: number): void {
  for (let i = 0; i < target.length; i++) {
    const value = bits[i] as number;
    const magnitude = value & 0x7fff_ffff;
    const noise = magnitude >= LARGEST ? 0 : mixed(Math.imul(first + i, SPREAD) ^ key) >>> 16;
    target[i] = magnitude > INFINITE ? NAN : (value + noise) >>> 16;
  }
}
