/** The powers of the betas. */
import { describe, expect, test } from "vitest";
import { WholePowers } from "../src/optimizers/whole-powers.js";

const bases = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.999999];
const exponents = [0, 1, 2, 3, 63, 64, 65, 127, 128, 1000, 4096, 99_999, 1e6, 1e9, 2 ** 40];

describe("whole powers", () => {
  test.each(bases)("of %s are within n * 2^-53", (base) => {
    const powers = new WholePowers(base);
    for (const n of exponents) {
      const exact = base ** n;
      expect(Math.abs(powers.at(n) - exact)).toBeLessThanOrEqual(
        (2 * n + 2) * 2 ** -53 * exact + Number.MIN_VALUE,
      );
    }
  });

  test.each(bases)("of %s are the same bits in whatever order they are asked for", (base) => {
    const ascending = new WholePowers(base);
    const all = Array.from({ length: 300 }, (_, n) => ascending.at(n));
    const descending = new WholePowers(base);
    for (let n = 299; n >= 0; n--) expect(descending.at(n)).toBe(all[n]);
    for (const n of exponents) expect(ascending.at(n)).toBe(new WholePowers(base).at(n));
  });
});
