/** How steps and values are written. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatStep, formatValue, valueFormatter } from "../src/text/numbers.js";

describe("steps", () => {
  test.each([
    [0, "0"],
    [-0, "0"],
    [0.5, "0.5"],
    [999, "999"],
    [1000, "1k"],
    [2048, "2.048k"],
    [20_000, "20k"],
    [12_345, "12,345"],
    [-12_345, "-12,345"],
    [999_999, "999,999"],
    [1_250_000, "1.25M"],
    [1_234_567, "1,234,567"],
    [12_345.5, "12,345.5"],
    [1e9, "1B"],
    [15e12, "15T"],
    [2 ** 53, "9,007,199,254,740,992"],
    [1e15, "1000T"],
    [1e16, "1e16"],
    [1400.0000000000002, "1.4k"],
  ])("%f is %s", (step, text) => expect(formatStep(step)).toBe(text));

  test("can be read back", () => {
    const units: Record<string, number> = { k: 1e3, M: 1e6, B: 1e9, T: 1e12 };
    const read = (text: string) => {
      const unit = units[text.at(-1) ?? ""];
      const digits = text.replace(/[kMBT,]/g, "");
      return unit === undefined ? Number(digits) : Number(digits) * unit;
    };
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (step) => {
        expect(read(formatStep(step))).toBeCloseTo(step, 3);
      }),
    );
  });
});

describe("values", () => {
  test.each([
    [0, "0"],
    [3e-4, "3e-4"],
    [0.000123456, "1.235e-4"],
    [0.1, "0.1"],
    [0.02, "0.02"],
    [2.5, "2.5"],
    [123_456, "1.235e5"],
    [-3e-4, "-3e-4"],
  ])("%f is %s", (value, text) => expect(formatValue(value)).toBe(text));

  test("are written alike on one axis", () => {
    const texts = (values: number[], scale: "linear" | "log") => values.map(valueFormatter(values, scale));
    expect(texts([0, 5e-4, 1e-3], "linear")).toEqual(["0", "5e-4", "1e-3"]);
    expect(texts([0, 0.005, 0.01], "linear")).toEqual(["0", "0.005", "0.01"]);
    expect(texts([1e-5, 1e-3, 1], "log")).toEqual(["1e-5", "1e-3", "1"]);
    expect(texts([1e-5, 0.3, 3, 10, 1000], "log")).toEqual(["1e-5", "3e-1", "3", "10", "1e3"]);
    expect(texts([0.01, 0.1, 1], "log")).toEqual(["0.01", "0.1", "1"]);
    expect(texts([0], "linear")).toEqual(["0"]);
  });
});
