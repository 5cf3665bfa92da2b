/** Values as 8-bit codes and the largest magnitude of each block of 256: the twin of crates/kernels/src/blockwise.rs. */
import { BINS, BLOCK_VALUES } from "../../kernel-sizes.js";

const { abs, fround } = Math;

/** The number of blocks for a number of values. */
export function blocksOf(count: number): number {
  return Math.ceil(count / BLOCK_VALUES);
}

/** `values[i] = map[codes[i]] * absmax[block of i]`, for as many values as there are codes. */
export function dequantize(
  codes: Uint8Array,
  absmax: Float32Array,
  map: Float32Array,
  values: Float32Array,
): void {
  for (let start = 0, block = 0; start < codes.length; start += BLOCK_VALUES, block++) {
    const scale = absmax[block] as number;
    const end = Math.min(start + BLOCK_VALUES, codes.length);
    for (let i = start; i < end; i++) values[i] = (map[codes[i] as number] as number) * scale;
  }
}

/**
 * Divides every value by the largest magnitude of its block and takes the code of its bin, as bitsandbytes does: NaN
 * does not count as a magnitude and gets code 0, as do all values of a block of zeros.
 *
 * @param bins See `codesOfBins`.
 */
export function quantize(
  values: Float32Array,
  codes: Uint8Array,
  absmax: Float32Array,
  bins: Uint8Array,
): void {
  for (let start = 0, block = 0; start < codes.length; start += BLOCK_VALUES, block++) {
    const end = Math.min(start + BLOCK_VALUES, codes.length);
    let largest = 0;
    for (let i = start; i < end; i++) {
      const magnitude = abs(values[i] as number);
      if (magnitude > largest) largest = magnitude;
    }
    absmax[block] = largest;
    if (largest === 0) {
      codes.fill(0, start, end);
      continue;
    }
    const inverse = fround(1 / largest);
    for (let i = start; i < end; i++) {
      const scaled = fround((values[i] as number) * inverse);
      const limited = scaled > 1 ? 1 : scaled < -1 ? -1 : scaled;
      const place = fround(fround(fround(limited + 1) * 0.5 * (BINS - 1)) + 0.5);
      codes[i] = bins[place | 0] as number;
    }
  }
}
