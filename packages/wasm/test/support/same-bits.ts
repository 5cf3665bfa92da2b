/** Comparing long arrays of numbers bit by bit, faster than `toEqual` and with a place in the message. */

/** Throws where two arrays are not the same numbers: 0 is not -0 here, and NaN is NaN. */
export function expectSameBits(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what = "values",
): void {
  if (actual.length !== expected.length) {
    throw new Error(`${actual.length} ${what} instead of ${expected.length}`);
  }
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) {
      throw new Error(`${what}: ${actual[i]} instead of ${expected[i]} at ${i} of ${expected.length}`);
    }
  }
}
