/**
 * WGSL that converts between float16 and float32 by their bits, so that every device computes the same, with and without
 * `shader-f16`. WGSL's own conversions may flush subnormal numbers, and leave rounding, NaN and infinities to the device.
 */
import { WORKGROUP_SIZE } from "../dispatch/shape.js";
import { BUILTINS, INDEX } from "./shaders.js";

/** The direction of a conversion: `widen` from float16 to float32, `narrow` back. */
export type Conversion = "widen" | "narrow";

/** `values` may be odd: then the other half of the last word is not part of the tensor. */
const HEAD = `struct Part { words: u32, values: u32 }

@group(0) @binding(0) var<uniform> part: Part;
`;

const MAIN = `
@compute @workgroup_size(${WORKGROUP_SIZE})
fn main(${BUILTINS}) {
  let i = ${INDEX};
  if (i >= part.words) { return; }
  let hasBoth = 2u * i + 1u < part.values;
`;

/** Exact: every float16 is a float32. */
const WIDEN = `${HEAD}@group(0) @binding(1) var<storage, read> halves: array<u32>;
@group(0) @binding(2) var<storage, read_write> floats: array<u32>;

fn float(half: u32) -> u32 {
  let sign = (half & 0x8000u) << 16u;
  let magnitude = half & 0x7fffu;
  // NaN and infinities keep their digits below the largest exponent.
  if (magnitude >= 0x7c00u) { return sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13u); }
  if (magnitude >= 0x400u) { return sign | ((magnitude << 13u) + 0x38000000u); }
  if (magnitude == 0u) { return sign; }
  // Below the smallest normal float16: a whole number of 2^-24, normal as a float32.
  let zeros = countLeadingZeros(magnitude);
  return sign | ((134u - zeros) << 23u) | ((magnitude << (zeros - 8u)) & 0x7fffffu);
}
${MAIN}  let pair = halves[i];
  floats[2u * i] = float(pair & 0xffffu);
  if (hasBoth) { floats[2u * i + 1u] = float(pair >> 16u); }
}
`;

/** To the nearest float16, ties to even. */
const NARROW = `${HEAD}@group(0) @binding(1) var<storage, read> floats: array<u32>;
@group(0) @binding(2) var<storage, read_write> halves: array<u32>;

fn half(bits: u32) -> u32 {
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) { return sign | 0x7e00u; }
  // From halfway to the next power of two on, infinity; up to half of the smallest float16, 0.
  if (magnitude >= 0x477ff000u) { return sign | 0x7c00u; }
  if (magnitude <= 0x33000000u) { return sign; }
  if (magnitude < 0x38800000u) {
    // Below the smallest normal float16: a whole number of 2^-24.
    let shift = 126u - (magnitude >> 23u);
    let digits = (magnitude & 0x7fffffu) | 0x800000u;
    let whole = digits >> shift;
    let rest = digits & ((1u << shift) - 1u);
    let tie = 1u << (shift - 1u);
    return sign | (whole + u32(rest > tie || (rest == tie && (whole & 1u) == 1u)));
  }
  let rounded = magnitude + 0xfffu + ((magnitude >> 13u) & 1u);
  return sign | ((rounded - 0x38000000u) >> 13u);
}
${MAIN}  let other = halves[i] & 0xffff0000u;
  let high = select(other, half(floats[min(2u * i + 1u, part.values - 1u)]) << 16u, hasBoth);
  halves[i] = half(floats[2u * i]) | high;
}
`;

export const CONVERSION_CODE: Readonly<Record<Conversion, string>> = { widen: WIDEN, narrow: NARROW };
