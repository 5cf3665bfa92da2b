/** The helper that judges the others: it has to be able to say no, at zero too. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { neighbor, ulpsApart } from "./support/ulps.js";

describe("ulpsApart", () => {
  test.each([
    [1, 1, 0],
    [0, -0, 0],
    [Number.NaN, Number.NaN, 0],
    [1, 1 + 2 ** -52, 1],
    [1, 1 - 2 ** -53, 1],
    [-1, -1 - 2 ** -52, 1],
    [2, 2 + 3 * 2 ** -51, 3],
    [0, 5e-324, 1],
    [-0, 5e-324, 1],
    [-5e-324, 5e-324, 2],
    [0, 2 ** -1022, 2 ** 52],
    [1, 2, 2 ** 52],
    [Number.MAX_VALUE, Number.MAX_VALUE - 2 ** 971, 1],
  ])("from %s to %s is %s, both ways", (a, b, distance) => {
    expect(ulpsApart(a, b)).toBe(distance);
    expect(ulpsApart(b, a)).toBe(distance);
    expect(ulpsApart(-a, -b)).toBe(distance);
  });

  test.each([
    [0, 1e-300],
    [0, 1e-17],
    [1e-300, -1e-300],
    [1, -1],
    [1, 1.0000001],
  ])("from %s to %s is far", (a, b) => expect(ulpsApart(a, b)).toBeGreaterThan(1e6));

  test.each([
    [1, Number.NaN],
    [0, Number.NaN],
    [Number.MAX_VALUE, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  ])("from %s to %s has no end", (a, b) => expect(ulpsApart(a, b)).toBe(Number.POSITIVE_INFINITY));
});

test("returns a neighbor at the requested distance", () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), (x, steps) => {
      const other = neighbor(x, steps);
      expect(ulpsApart(x, other)).toBe(Math.abs(steps));
      expect(Math.sign(other - x)).toBe(Math.sign(steps));
    }),
  );
});
