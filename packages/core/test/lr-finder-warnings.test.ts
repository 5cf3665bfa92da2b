/** A range test says what speaks against its suggestion, and `suggestedRate` takes the result itself. */
import { describe, expect, test } from "vitest";
import {
  analyzeRangeTest,
  findLearningRate,
  InvalidArgumentError,
  NoSuggestionError,
  rangeTestRates,
  suggestedRate,
} from "../src/index.js";

const codes = (rates: readonly number[], lossAt: (rate: number) => number, options = {}) =>
  analyzeRangeTest({ rates, losses: rates.map(lossAt) }, options).warnings.map(({ code }) => code);

/** Falls around 1e-2, and rises beyond 1. */
const usual = (rate: number) => 2.3 - 2 / (1 + (0.01 / rate) ** 2) + (rate / 2) ** 4;

describe("warnings", () => {
  test("none for a curve that falls and rises", () => {
    expect(codes(rangeTestRates({ start: 1e-5, end: 10 }), usual, { smoothing: 0 })).toEqual([]);
  });

  test("that the loss never rises again", () => {
    expect(codes(rangeTestRates({ start: 1e-5, end: 0.05 }), usual)).toContain("never-rises");
    const result = analyzeRangeTest({ rates: [1e-3, 1e-2, 1e-1], losses: [3, 2, 1] });
    expect(result.warnings[0]?.message).toContain("Raise end");
  });

  test("that the loss is flat around the suggestion", () => {
    // Flat but for noise that falls a little, and a fall at the very end, which is skipped.
    const rates = rangeTestRates({ start: 1e-7, end: 1e-1 });
    const late = (rate: number) => 2.3 - 1e-5 * Math.log(rate / 1e-7) - 2 / (1 + (0.5 / rate) ** 3);
    for (const suggest of ["valley", "slide"] as const) {
      const result = analyzeRangeTest({ rates, losses: rates.map(late) }, { suggest, smoothing: 0 });
      const place = result.suggestion.rate === null ? 0 : result.suggestion.point.rate;
      if (place < 1e-2) expect(result.warnings.map(({ code }) => code)).toContain("flat");
    }
    const valley = analyzeRangeTest({ rates, losses: rates.map(late) }, { smoothing: 0 });
    expect(valley.warnings.map(({ code }) => code)).toEqual(["never-rises", "flat"]);
  });

  test("that the loss is flat everywhere, whatever the noise", () => {
    const noise = (rate: number) => 2.3 + 0.001 * Math.sin(1e4 * Math.log(rate));
    for (const smoothing of [0, 0.05]) {
      expect(codes(rangeTestRates({ start: 1e-7, end: 10 }), noise, { smoothing })).toContain("flat");
    }
  });

  test("are plain data, also if nothing can be said", () => {
    const one = analyzeRangeTest({ rates: [1e-3], losses: [1] });
    expect(one.warnings).toEqual([]);
    const broken = analyzeRangeTest({
      rates: [1e-3, 1e-2, 1e-1],
      losses: [Number.NaN, Number.NaN, Number.NaN],
    });
    expect(broken.warnings).toEqual([]);
    expect(JSON.parse(JSON.stringify(one.warnings))).toEqual([]);
  });
});

describe("suggestedRate", () => {
  test("takes a result and a suggestion", async () => {
    let at = 0;
    const result = await findLearningRate({
      trainStep: (rate) => usual(rate),
      save: () => at,
      restore: (saved) => {
        at = saved;
      },
    });
    expect(suggestedRate(result)).toBe(suggestedRate(result.suggestion));
    expect(suggestedRate(result)).toBeGreaterThan(0);
  });

  test("says why there is none, of either", () => {
    const flat = analyzeRangeTest({ rates: [1, 2, 3], losses: [1, 1, 1] });
    expect(() => suggestedRate(flat)).toThrow(NoSuggestionError);
    expect(() => suggestedRate(flat.suggestion)).toThrow(NoSuggestionError);
  });

  test.each([undefined, null, {}, { suggestion: undefined }, { rate: "1" }, 3])("refuses %o", (value) => {
    expect(() => suggestedRate(value as never)).toThrow(InvalidArgumentError);
  });
});
