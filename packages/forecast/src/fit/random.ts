/** Reproducible random integers from a seed: Marsaglia's xorshift32. */
export function randomIntegers(seed: number): (below: number) => number {
  // A state of 0 would stay 0; the first numbers of similar seeds are similar and skipped.
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state;
  };
  for (let i = 0; i < 8; i++) next();
  return (below) => Math.floor((next() / 2 ** 32) * below);
}
