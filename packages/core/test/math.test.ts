/** Our elementary functions against the @stdlib ones, against decimal arithmetic, and by the rules of IEEE 754. */
import cos from "@stdlib/math-base-special-cos";
import ln from "@stdlib/math-base-special-ln";
import pow from "@stdlib/math-base-special-pow";
import sin from "@stdlib/math-base-special-sin";
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logarithm } from "../src/math/logarithm.js";
import { power } from "../src/math/power.js";
import { cosPi, sinPi } from "../src/math/trigonometry.js";
import { exact } from "./support/exact-values.js";
import { cases } from "./support/random-cases.js";
import { ulpsApart } from "./support/ulps.js";

const special = [
  ...[0, 1, 2, 3, 4, 0.5, 1.5, 0.1, 1023, 1024, 1025, 1074, 1075, 2 ** 31, 2 ** 32, 2 ** 52 + 1],
  ...[
    2 ** 53 - 1,
    2 ** 53,
    2 ** 53 + 2,
    2 ** 63,
    2 ** 64,
    2 ** 65,
    1e300,
    1e-300,
    1 + 2 ** -52,
    1 - 2 ** -53,
  ],
  ...[5e-324, 2 ** -1022, Number.MAX_VALUE, Number.POSITIVE_INFINITY],
].flatMap((x) => [x, -x]);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Bases near 1, whose powers stay in range for large exponents. */
const nearOne = fc.tuple(fc.double({ min: -0.5, max: 0.5, noNaN: true }), fc.integer({ min: 0, max: 52 }));

/** Powers that are neither 0 nor infinite for most bases, and some that are. */
const bases = fc.oneof(
  numbers.map(Math.abs),
  fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  nearOne.map(([share, exponent]) => 1 + share * 2 ** -exponent),
);
const exponents = fc.oneof(
  numbers,
  fc.double({ min: -30, max: 30, noNaN: true }),
  fc.integer({ min: -40, max: 40 }),
);

/** Where @stdlib's pow has other bits for a reason: shortcuts, and 0 where the result is the smallest number above it. */
function stdlibRounds(x: number, y: number): boolean {
  return y === 3 || y === 4 || y === -0.5 || Math.abs(power(x, y)) === 5e-324;
}

describe("power", () => {
  test("has the bits of @stdlib for every positive base", () => {
    fc.assert(
      fc.property(bases, exponents, (x, y) => {
        // Of 0, @stdlib makes 1 for tiny exponents.
        if (x === 0 || stdlibRounds(x, y)) return;
        expect(power(x, y)).toBe(pow(x, y));
      }),
      { numRuns: cases(20_000) },
    );
  });

  test("has the bits of @stdlib for negative bases", () => {
    fc.assert(
      fc.property(bases, exponents, fc.integer({ min: -400, max: 400 }), (x, fraction, whole) => {
        for (const y of [fraction, whole]) {
          // Even numbers from 2^53 on are odd to @stdlib.
          if (x === 0 || stdlibRounds(-x, y) || Math.abs(y) >= 2 ** 53) continue;
          expect(power(-x, y)).toBe(pow(-x, y));
        }
      }),
      { numRuns: cases(5000) },
    );
  });

  test("is within a rounding of @stdlib's shortcuts", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-60, max: 1e60, noNaN: true }), fc.constantFrom(3, 4, -0.5), (x, y) => {
        expect(ulpsApart(power(x, y), pow(x, y))).toBeLessThanOrEqual(2);
      }),
    );
  });

  test("follows IEEE 754 where one of the two numbers is special", () => {
    // JavaScript does too, but for 1 ** NaN and (±1) ** ±Infinity; what both leave open is not special.
    const isSpecial = (x: number) => x === 0 || Math.abs(x) === 1 || !Number.isFinite(x);
    for (const x of [...special, Number.NaN]) {
      for (const y of [...special, Number.NaN]) {
        if (!isSpecial(x) && !isSpecial(y) && !(x < 0 && !Number.isInteger(y))) continue;
        const isOne = x === 1 || (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY);
        expect(power(x, y), `${x} ** ${y}`).toBe(isOne ? 1 : x ** y);
      }
    }
  });

  test("of a negative base has the sign of the parity of the exponent, up to the largest", () => {
    for (const y of special.filter((number) => Number.isInteger(number) && Math.abs(number) > 1)) {
      const isOdd = Math.abs(y) < 2 ** 53 && y % 2 !== 0;
      for (const x of [1, 2, 0.5, 1 + 2 ** -52]) {
        expect(power(-x, y), `(-${x}) ** ${y}`).toBe(isOdd ? -power(x, y) : power(x, y));
      }
    }
  });

  test("is within a rounding of the exact value", () => {
    const precise = Decimal.clone({ precision: 50 });
    const middle = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(middle, middle, (x, y) => {
        const base = 10 ** x;
        const value = power(base, y);
        const expected = precise.pow(exact(base), exact(y));
        expect(expected.minus(exact(value)).div(expected).abs().toNumber()).toBeLessThan(2 ** -52);
      }),
      { numRuns: cases(300) },
    );
  });
});

describe("logarithm", () => {
  test("is within 1 unit in the last place of @stdlib's", () => {
    fc.assert(
      fc.property(bases, (x) => {
        expect(ulpsApart(logarithm(x), ln(x))).toBeLessThanOrEqual(1);
      }),
      { numRuns: cases(20_000) },
    );
  });

  test("is within a rounding of the exact value", () => {
    const precise = Decimal.clone({ precision: 50 });
    fc.assert(
      fc.property(bases, (x) => {
        if (x === 0 || x === 1) return;
        const expected = precise.ln(exact(x));
        expect(
          expected
            .minus(exact(logarithm(x)))
            .div(expected)
            .abs()
            .toNumber(),
        ).toBeLessThan(2 ** -52);
      }),
      { numRuns: cases(300) },
    );
  });

  test.each([
    [1, 0],
    [0, Number.NEGATIVE_INFINITY],
    [-0, Number.NEGATIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [-1, Number.NaN],
    [-5e-324, Number.NaN],
    [Number.NEGATIVE_INFINITY, Number.NaN],
    [Number.NaN, Number.NaN],
  ])("of %s is %s", (x, expected) => expect(logarithm(x)).toBe(expected));
});

describe("cosPi and sinPi", () => {
  // Beyond half a turn the product with pi, which @stdlib needs, is too far off itself.
  const turns = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  const large = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 0, max: 40 }));

  test("are within 2 units in the last place of 1 of @stdlib's", () => {
    fc.assert(
      fc.property(turns, (x) => {
        expect(Math.abs(cosPi(x) - cos(Math.PI * x))).toBeLessThanOrEqual(2 * 2 ** -52);
        expect(Math.abs(sinPi(x) - sin(Math.PI * x))).toBeLessThanOrEqual(2 * 2 ** -52);
      }),
      { numRuns: cases(20_000) },
    );
  });

  test("are as near to the exact values, also after many turns", () => {
    const precise = Decimal.clone({ precision: 50 });
    const pi = precise.acos(-1);
    fc.assert(
      fc.property(large, ([share, exponent]) => {
        const x = share * 2 ** exponent;
        const angle = exact(x).mod(2).times(pi);
        expect(
          precise
            .cos(angle)
            .minus(exact(cosPi(x)))
            .abs()
            .toNumber(),
        ).toBeLessThan(2 * 2 ** -52);
        expect(
          precise
            .sin(angle)
            .minus(exact(sinPi(x)))
            .abs()
            .toNumber(),
        ).toBeLessThan(2 * 2 ** -52);
      }),
      { numRuns: cases(300) },
    );
  });

  test("are exact at halves, however large", () => {
    for (const turn of [0, 1, 2, 3, 1e6, 1e6 + 1, 2 ** 52 - 1, 2 ** 53 - 2, 2 ** 53]) {
      const even = turn % 2 === 0;
      expect(cosPi(turn)).toBe(even ? 1 : -1);
      expect(Math.abs(sinPi(turn))).toBe(0);
      if (turn > 2 ** 51) continue;
      expect(Math.abs(cosPi(turn + 0.5))).toBe(0);
      expect(sinPi(turn + 0.5)).toBe(even ? 1 : -1);
    }
  });

  test("are even and odd, and never beyond 1", () => {
    fc.assert(
      fc.property(large, ([share, exponent]) => {
        const x = share * 2 ** exponent;
        expect(cosPi(-x)).toBe(cosPi(x));
        expect(sinPi(-x) + sinPi(x)).toBe(0);
        expect(Math.max(Math.abs(cosPi(x)), Math.abs(sinPi(x)))).toBeLessThanOrEqual(1);
      }),
      { numRuns: cases(5000) },
    );
  });
});
