/** How recorded curves are read: smoothing, the end, the suggestions, and the arithmetic under them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  analyzeRangeTest,
  type CurveOptions,
  type FinderLibrary,
  InvalidArgumentError,
  rangeTestRates,
  type SuggestionMethod,
  suggestedRate,
} from "../src/index.js";
import {
  gradientOver,
  indexGradient,
  keepFloat64,
  longestDescent,
  lowestIndex,
} from "../src/lr-finder/slopes.js";
import { refusal } from "./support/refusals.js";

const libraries: (FinderLibrary | undefined)[] = [
  undefined,
  "fastai",
  "ignite",
  "lightning",
  "pytorch-lr-finder",
];
const like = (library: FinderLibrary | undefined): CurveOptions =>
  library === undefined ? {} : { like: library };
const rates = rangeTestRates({ start: 1e-5, end: 10, steps: 121 });

/** A plateau, a fall around `fall`, a floor, and a wall at `wall`. */
const typical = (fall: number, wall: number) =>
  rates.map((rate) => 2.3 - 2 / (1 + (fall / rate) ** 2) + (rate / wall) ** 4);

describe("the rates", () => {
  const plan = fc.record({
    start: fc.double({ min: 1e-12, max: 1, noNaN: true }),
    ratio: fc.double({ min: 1.001, max: 1e12, noNaN: true }),
    steps: fc.integer({ min: 2, max: 300 }),
    range: fc.constantFrom("exponential" as const, "linear" as const),
    library: fc.constantFrom(...libraries),
  });

  test("rise and stay in the range", () => {
    fc.assert(
      fc.property(plan, ({ start, ratio, steps, range, library }) => {
        const end = start * ratio;
        const { like: name } = like(library);
        const tried = rangeTestRates({ start, end, steps, range, ...(name ? { like: name } : {}) });
        expect(tried).toHaveLength(steps);
        expect(
          tried.every((rate, i) => rate >= start && rate <= end * (1 + 1e-15) && rate >= (tried[i - 1] ?? 0)),
        ).toBe(true);
        if (name === undefined) expect([tried[0], tried.at(-1)]).toEqual([start, end]);
      }),
    );
  });

  test("are those of the textbook on decades", () => {
    const decades = rangeTestRates({ start: 1e-4, end: 100, steps: 7 });
    decades.forEach((rate, i) => {
      expect(rate / 10 ** (i - 4)).toBeCloseTo(1, 14);
    });
  });
});

describe("smoothing", () => {
  const losses = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 1, maxLength: 121 });
  const read = (values: readonly number[], options: CurveOptions) =>
    analyzeRangeTest(
      { rates: rates.slice(0, values.length), losses: values },
      { divergence: null, ...options },
    ).smoothed;

  test("keeps a constant, but for Lightning, which starts from a half of it", () => {
    for (const library of libraries) {
      const smoothed = read(Array(30).fill(3), like(library));
      if (library === "lightning") expect(smoothed[0]).toBeCloseTo(3 / 1.98, 12);
      else for (const loss of smoothed) expect(loss).toBeCloseTo(3, 5);
    }
  });

  test("is the documented weighted mean", () => {
    fc.assert(
      fc.property(losses, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, smoothing) => {
        const weights = values.map((_, i) => (1 - smoothing) ** (values.length - 1 - i));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const mean = values.reduce((sum, value, i) => sum + (value * (weights[i] ?? 0)) / total, 0);
        const last = read(values, { smoothing }).at(-1) ?? Number.NaN;
        expect(Math.abs(last / mean - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  test("of 0 changes nothing", () => {
    fc.assert(
      fc.property(losses, fc.constantFrom(...libraries), (values, library) => {
        expect(read(values, { ...like(library), smoothing: 0 })).toEqual(values);
      }),
    );
  });
});

describe("suggestions", () => {
  const methods: SuggestionMethod[] = ["valley", "steepest", "slide", "minimum"];

  test.each(methods)("by %s lie in the fall of a typical curve, wherever that is", (suggest) => {
    for (const fall of [1e-3, 1e-2, 0.1]) {
      const recorded = { rates, losses: typical(fall, 30 * fall) };
      const rate = suggestedRate(analyzeRangeTest(recorded, { suggest, smoothing: 0.5 }).suggestion);
      expect(rate / fall).toBeGreaterThan(0.01);
      expect(rate / fall).toBeLessThan(30);
    }
  });

  test("move with the curve: a hundred times the rates, a hundred times the suggestion", () => {
    const losses = typical(0.01, 0.3);
    const scaled = rates.map((rate) => rate * 128);
    for (const suggest of methods) {
      const [one, other] = [rates, scaled].map((each) =>
        suggestedRate(analyzeRangeTest({ rates: each, losses }, { suggest }).suggestion),
      );
      expect(other).toBe((one ?? Number.NaN) * 128);
    }
  });

  test("are on the log axis: the steepest is where a straight fall is steepest per decade", () => {
    // Per unit of the rate it is steepest at its start, per decade at its end.
    const losses = rates.map((rate) => 5 - Math.min(rate, 1));
    const read = (suggest: SuggestionMethod) =>
      suggestedRate(analyzeRangeTest({ rates, losses }, { suggest, smoothing: 0, skipEnd: 0 }).suggestion);
    expect(read("steepest")).toBeGreaterThan(0.8);
  });

  test("skip points at both ends as requested", () => {
    const losses = rates.map((_, i) => 2 - 0.001 * i);
    losses[4] = 1;
    const read = (options: CurveOptions) =>
      analyzeRangeTest({ rates, losses }, { suggest: "minimum", smoothing: 0, ...options }).suggestion;
    expect(read({ skipStart: 0 })).toMatchObject({ index: 4 });
    expect(read({})).toMatchObject({ index: 115 });
    expect(read({ skipEnd: 0 })).toMatchObject({ index: 120 });
    expect(read({ skipStart: 200 })).toMatchObject({ why: "too-few-points" });
  });

  test("never throw, and are rates of the range, whatever the losses", () => {
    const loss = fc.oneof(
      fc.double({ min: -10, max: 10 }),
      fc.constantFrom(0, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NaN),
    );
    fc.assert(
      fc.property(fc.array(loss, { maxLength: 121 }), fc.constantFrom(...libraries), (losses, library) => {
        const recorded = { rates: rates.slice(0, losses.length), losses };
        const { suggestions, suggestion } = analyzeRangeTest(recorded, like(library));
        for (const each of [...Object.values(suggestions), suggestion]) {
          if (each.rate === null) expect(["never-falls", "too-few-points"]).toContain(each.why);
          else expect(each.rate).toBeGreaterThan(1e-7);
        }
      }),
    );
  });
});

describe("the arithmetic", () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 40 });

  test("finds the longest descent like the quadratic search", () => {
    fc.assert(
      fc.property(values, (given) => {
        const lengths: number[] = [];
        given.forEach((value, i) => {
          const before = lengths.filter((_, j) => (given[j] ?? 0) > value);
          lengths[i] = 1 + Math.max(0, ...before);
        });
        const length = Math.max(...lengths);
        expect(longestDescent(given)).toEqual({ end: lengths.indexOf(length), length });
      }),
    );
  });

  test("has the slopes of a parabola, and at its ends those of its sides", () => {
    const places = [0, 1, 3, 4, 8];
    const squares = places.map((place) => place * place);
    const slopes = gradientOver(places, squares, keepFloat64);
    [2, 6, 8].forEach((slope, i) => {
      expect(slopes[i + 1]).toBeCloseTo(slope, 12);
    });
    expect([slopes[0], slopes[4]]).toEqual([1, 12]);
    expect(indexGradient([0, 1, 4, 9])).toEqual([1, 2, 4, 5]);
  });

  test("takes the first of equal values, and a NaN before all", () => {
    expect(lowestIndex([3, 1, 1])).toBe(1);
    expect(lowestIndex([3, Number.NaN, 1])).toBe(1);
  });
});

test.each<[string, unknown, unknown]>([
  ["recorded", null, {}],
  ["recorded.rates[1]", { rates: [1, 1], losses: [1, 1] }, {}],
  ["recorded.rates[0]", { rates: [0], losses: [1] }, {}],
  ["recorded.losses.length", { rates: [1, 2], losses: [1] }, {}],
  ["recorded.losses[0]", { rates: [1], losses: [null] }, {}],
  ["recorded.loss", { rates: [1], loss: [1] }, {}],
  ["steps", { rates: [1], losses: [1] }, { steps: 3 }],
])("%s is rejected", (argument, recorded, options) => {
  const error = refusal(() => analyzeRangeTest(recorded as never, options as never));
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error.argument).toBe(argument);
});

test.each([0.7, 1, 1e-3, -3, 0])(
  "losses that are all %d suggest nothing, however smoothing rounds",
  (loss) => {
    const rates = rangeTestRates();
    const { suggestions } = analyzeRangeTest({ rates, losses: rates.map(() => loss) });
    for (const each of Object.values(suggestions)) expect(each).toMatchObject({ why: "never-falls" });
  },
);
