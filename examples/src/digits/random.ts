/** Random numbers that are the same in every run. */

/** A function that gives the next number in [0, 1): mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Puts the numbers 0 to `length - 1` into a random order. */
export function shuffledIndices(length: number, random: () => number): Uint32Array {
  const indices = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    const held = indices[i] as number;
    indices[i] = indices[other] as number;
    indices[other] = held;
  }
  return indices;
}
