/** Numbers that look random and are the same in every run, and how far two lists of them are apart. */

export function someNumbers(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  const values = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[i] = state / 2 ** 31 - 1;
  }
  return values;
}

/** The largest difference as a share of `|expected| + reach`; NaN where one of the two is NaN. */
export function apart(expected: Float32Array, actual: Float32Array, reach: number): number {
  if (expected.length !== actual.length) return Number.NaN;
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    const difference = Math.abs(value - (actual[i] as number));
    largest = Math.max(largest, difference / (Math.abs(value) + reach));
  }
  return largest;
}
