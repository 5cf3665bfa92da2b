/** The two 32-bit words of a float64, for the functions that work on its exponent and significand. */

const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
/** The index of the word with the sign and the exponent: 1 on little-endian machines. */
const HIGH = new Uint8Array(Int32Array.of(1).buffer)[0] === 1 ? 1 : 0;
const LOW = 1 - HIGH;

/** The upper 32 bits of a float64, as a signed integer. */
export function highWord(x: number): number {
  float[0] = x;
  return words[HIGH] as number;
}

export function lowWord(x: number): number {
  float[0] = x;
  return words[LOW] as number;
}

export function fromWords(high: number, low: number): number {
  words[HIGH] = high;
  words[LOW] = low;
  return float[0] as number;
}

/** `x` with its upper 32 bits replaced. */
export function withHighWord(x: number, high: number): number {
  float[0] = x;
  words[HIGH] = high;
  return float[0] as number;
}

/** `x` with the lower half of its significand cleared: products of the remaining bits are exact. */
export function withoutLowWord(x: number): number {
  float[0] = x;
  words[LOW] = 0;
  return float[0] as number;
}
