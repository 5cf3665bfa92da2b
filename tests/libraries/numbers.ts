/** Values that every run repeats. */
export function waves(length: number, seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => Math.sin(1 + i * 0.7 + seed * 1.3));
}

/** How many values of two arrays differ in any bit. */
export function countDifferences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.max(a.length, b.length);
  return Array.from(a).filter((value, i) => !Object.is(value, b[i])).length;
}
