/** The dynamic 8-bit numbers of bitsandbytes: the values of the 256 codes, and the code of each value. */

import { BINS } from "../../kernel-sizes.js";

const { fround } = Math;

/** The largest value of each group of codes, from the smallest to the largest. */
const DECADES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

/**
 * The values of the codes in rising order, float32, the bits of `create_dynamic_map` (Dettmers,
 * https://arxiv.org/abs/1511.04561): 0, 1, and in each of seven decades the centers of equal intervals, twice as many as in the
 * decade below.
 *
 * @param isSigned Whether half of the codes are below 0.
 */
export function dynamicMap(isSigned: boolean): Float32Array {
  const values = [0, 1];
  for (const [decade, largest] of DECADES.entries()) {
    const ends = linearSpace(2 ** (isSigned ? decade : decade + 1));
    for (let i = 1; i < ends.length; i++) {
      const center = fround(fround((ends[i - 1] as number) + (ends[i] as number)) / 2);
      const value = fround(fround(largest) * center);
      values.push(value);
      if (isSigned) values.push(-value);
    }
  }
  return Float32Array.from(values).sort();
}

/** `count + 1` numbers from 0.1 to 1, rounded as `torch.linspace` rounds them: from both ends to the middle. */
function linearSpace(count: number): readonly number[] {
  const start = fround(0.1);
  const step = fround(fround(1 - start) / count);
  return Array.from({ length: count + 1 }, (_, i) =>
    // Float64 holds the product exactly: these are fused multiply-adds.
    fround(i < (count + 1) >> 1 ? start + step * i : 1 - step * (count - i)),
  );
}

/**
 * The code of each bin: bin `i` stands for `-1 + 2 * i / 65535`, and gets the code with the nearest value.
 *
 * bitsandbytes on a CPU looks codes up in this table since 0.50. Below 1.5e-5 the bins are wider apart than the values of the
 * codes, so not every code is used: 0 gets the code of 1.5e-5.
 */
export function codesOfBins(map: Float32Array): Uint8Array {
  const codes = new Uint8Array(BINS);
  let code = 0;
  for (let i = 0; i < BINS; i++) {
    const value = fround(-1 + fround((2 * i) / (BINS - 1)));
    while (code < map.length - 1 && middle(map, code) < value) code++;
    codes[i] = code;
  }
  return codes;
}

/** The middle between the values of a code and the next one. */
function middle(map: Float32Array, code: number): number {
  return fround(0.5 * fround((map[code] as number) + (map[code + 1] as number)));
}
