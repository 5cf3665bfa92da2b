/** Converts between float32 and float16 or bfloat16: the twin of crates/kernels/src/half.rs. */

/** A format of 16 bits. */
export type HalfFormat = "float16" | "bfloat16";

const INFINITE = 0x7f80_0000;
/** 2 to the difference of the exponent biases of float32 and float16. */
const SCALE = 2 ** 112;

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The value of a 16-bit number, as bits of a float32. */
function widened(bits: number, format: HalfFormat): number {
  if (format === "bfloat16") return bits << 16;
  const magnitude = bits & 0x7fff;
  word[0] = magnitude << 13;
  float[0] = (float[0] as number) * SCALE;
  return (word[0] as number) | (magnitude >= 0x7c00 ? INFINITE : 0) | ((bits & 0x8000) << 16);
}

/** The nearest 16-bit number of a float32, given and returned as bits; ties to even. Every NaN becomes one NaN. */
function narrowed(bits: number, format: HalfFormat): number {
  const magnitude = bits & 0x7fff_ffff;
  if (format === "bfloat16")
    return magnitude > INFINITE ? 0x7fc0 : ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
  if (magnitude > INFINITE) return 0x7e00;
  const sign = (bits >>> 16) & 0x8000;
  if (magnitude >= 0x4780_0000) return sign | 0x7c00;
  if (magnitude >= 0x3880_0000)
    return sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Adding a half leaves a multiple of 2^-24, the unit of subnormal numbers.
  word[0] = magnitude;
  float[0] = (float[0] as number) + 0.5;
  return sign | ((word[0] as number) - 0x3f00_0000);
}

/** The values of 16-bit numbers, as bits of float32. */
export function widen(source: Uint16Array, bits: Uint32Array, format: HalfFormat): void {
  for (let i = 0; i < source.length; i++) bits[i] = widened(source[i] as number, format);
}

/** The nearest 16-bit numbers of values, which are bits of float32. */
export function narrow(bits: Uint32Array, target: Uint16Array, format: HalfFormat): void {
  for (let i = 0; i < target.length; i++) target[i] = narrowed(bits[i] as number, format);
}

/** Replaces the values whose nearest 16-bit numbers differ from those in `source`, which were changed since. */
export function refresh(source: Uint16Array, bits: Uint32Array, format: HalfFormat): void {
  for (let i = 0; i < source.length; i++) {
    const given = source[i] as number;
    if (narrowed(bits[i] as number, format) !== given) bits[i] = widened(given, format);
  }
}
