/** The laws against their formulas, and against the predictions of the paper's authors. */
import { InvalidArgumentError, warmupCosine } from "@anneal/core";
import {
  annealingLaw,
  type FittedLaw,
  lawFromJSON,
  type MultiPowerParameters,
  multiPowerLaw,
  publishedLaws,
} from "@anneal/forecast";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { annealingFormula, multiPowerFormula } from "./support/formula.js";
import { NAMES, ratesOf, reference, SIZES } from "./support/reference.js";

const published = publishedLaws["100M"];
const annealing = annealingLaw({ L0: 2.68, A: 0.565, alpha: 0.496, C: 0.73, lambda: 0.998 });

describe("the reference predictions", () => {
  test.each(SIZES.flatMap((size) => NAMES.map((name) => [size, name] as const)))("%sM, %s", (size, name) => {
    const points = reference.predictions[`${size}/${name}.csv`]?.points ?? [];
    expect(points).toHaveLength(5);
    const law = multiPowerLaw(reference.law[size]);
    const losses = law.loss(
      ratesOf(name),
      points.map(({ step }) => step),
    );
    points.forEach(({ predicted }, i) => {
      expect(Math.abs((losses[i] as number) / predicted - 1)).toBeLessThan(1e-9);
    });
  });

  it("are those of the published laws", () => {
    for (const size of SIZES) expect(publishedLaws[`${size}M`].parameters).toEqual(reference.law[size]);
  });
});

/** Constant, rising, falling, jumping and zero rates, over many orders of magnitude. */
const ratesArbitrary = fc
  .array(
    fc.record({
      length: fc.integer({ min: 1, max: 400 }),
      from: fc.oneof(fc.constant(0), fc.double({ min: 1e-12, max: 0.1, noNaN: true })),
      to: fc.oneof(fc.constant(0), fc.double({ min: 1e-12, max: 0.1, noNaN: true })),
      noise: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true })),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    const rates = parts.flatMap(({ length, from, to, noise }) =>
      Array.from({ length }, (_, i) => (from + ((to - from) * i) / length) * (1 - noise * (i % 2))),
    );
    return Float64Array.from([1e-3, ...rates]);
  });

const parametersArbitrary: fc.Arbitrary<MultiPowerParameters> = fc.record({
  L0: fc.double({ min: 0, max: 5, noNaN: true }),
  A: fc.double({ min: 0.01, max: 5, noNaN: true }),
  alpha: fc.double({ min: 0.1, max: 1, noNaN: true }),
  B: fc.double({ min: 0, max: 10, noNaN: true }),
  C: fc.double({ min: 1e-3, max: 50, noNaN: true }),
  beta: fc.double({ min: 0.05, max: 2, noNaN: true }),
  gamma: fc.double({ min: 0, max: 1.2, noNaN: true }),
});

describe("the multi-power law", () => {
  it("is its formula, at few steps and at many", () => {
    fc.assert(
      fc.property(ratesArbitrary, parametersArbitrary, (rates, parameters) => {
        const law = multiPowerLaw(parameters);
        const last = rates.length - 1;
        const steps = Array.from({ length: 40 }, (_, i) => Math.round((i * last) / 39));
        const many = law.loss(rates, steps);
        const few = law.loss(rates, [last, Math.floor(last / 2)]);
        const scale = 1 + Math.abs(parameters.L0) + parameters.A * 1e3 ** parameters.alpha;
        steps.forEach((step, i) => {
          const expected = multiPowerFormula(parameters, rates, step);
          expect(Math.abs((many[i] as number) - expected) / scale).toBeLessThan(1e-11);
        });
        expect(Math.abs((few[0] as number) - (many[39] as number)) / scale).toBeLessThan(1e-11);
      }),
      { numRuns: cases(60) },
    );
  });

  describe("for rates that are orders of magnitude apart", () => {
    const count = 10_000;
    const shapes: Record<string, (step: number) => number> = {
      "a drop to next to nothing": (step) => (step < 0.8 * count ? 1 : 1e-10),
      "a drop to 0": (step) => (step < 0.8 * count ? 1 : 0),
      "small steps after a drop": (step) => (step < 0.8 * count ? 1 : 1e-9 * (1 + (step % 5))),
      "stretches of 0": (step) => (Math.floor(step / 900) % 3 === 1 ? 0 : 1e-2),
      "several cooldowns": (step) => 1e-2 * (1 - (step % 2000) / 2001),
      "a saw": (step) => (step % 2 === 0 ? 1e-2 : 1e-4),
      "rates below the least one": (step) => 1e-13 * (1 + (step % 3)),
      "warm-up only": (step) => (1e-3 * (step + 1)) / count,
    };
    const others: Partial<MultiPowerParameters>[] = [
      {},
      { C: 0.01, beta: 0.1, gamma: 0.1 },
      { C: 10, beta: 1.5, gamma: 2 },
      { C: 10, beta: 1.5 },
      { C: 2, beta: 6, gamma: 1 },
      { C: 0.5, beta: 25, gamma: 0.2 },
    ];

    it.each(Object.entries(shapes))("is precise: %s", (_, rateAt) => {
      const rates = Float64Array.from({ length: count }, (__, step) => rateAt(step));
      const last = count - 1;
      const steps = [last >> 1, Math.floor(0.81 * last), Math.floor(0.9 * last), last];
      for (const other of others) {
        const parameters = { ...published.parameters, ...other };
        const law = multiPowerLaw(parameters);
        const many = law.loss(rates, [...steps, ...Array.from({ length: 60 }, (__, i) => i * 160)]);
        steps.forEach((step, i) => {
          const expected = multiPowerFormula(parameters, rates, step);
          // The terms of the law may cancel.
          const size = Math.abs(expected) + parameters.L0;
          for (const found of [many[i], law.loss(rates, [step])[0]]) {
            expect(Math.abs((found as number) - expected) / size).toBeLessThan(1e-10);
          }
        });
      }
    });
  });

  it.each([1, 2, 3])("takes a run of %d steps", (count) => {
    const rates = Float64Array.from({ length: count }, (_, step) => 1e-3 / (step + 1));
    const [found] = published.loss(rates, [count - 1]);
    expect(found).toBeCloseTo(multiPowerFormula(published.parameters, rates, count - 1), 12);
  });

  it("takes schedules, functions and arrays, and steps in any order", () => {
    const schedule = warmupCosine({ peak: 3e-4, warmupSteps: 100, totalSteps: 5000 });
    const rates = Array.from({ length: 5001 }, (_, step) => schedule(step));
    const steps = [4000, 10, 4999, 300, 300, 2500];
    const losses = published.loss(schedule, steps);
    expect(published.loss((step) => schedule(step), steps)).toEqual(losses);
    expect(published.loss(rates, steps)).toEqual(losses);
    expect(published.loss(Float64Array.from(rates), Float64Array.from(steps))).toEqual(losses);
    const sorted = published.loss(schedule, [10, 300, 300, 2500, 4000, 4999]);
    expect([sorted[4], sorted[0], sorted[5], sorted[1], sorted[2], sorted[3]]).toEqual(losses);
    expect(Array.isArray(losses)).toBe(true);
    expect(published.loss(schedule, [])).toEqual([]);
  });

  it("has no finite loss before the first rate above 0", () => {
    expect(published.loss([0, 1e-3, 1e-3], [0, 2])[0]).toBe(Number.POSITIVE_INFINITY);
  });

  it("does not depend on later rates", () => {
    const rates = ratesOf("cosine_24000");
    const cut = rates.slice(0, 9001);
    expect(published.loss(cut, [9000])).toEqual(published.loss(rates, [9000]));
  });
});

describe("the annealing law", () => {
  it("is its formula", () => {
    const rates = Float64Array.from(
      { length: 300 },
      (_, i) => (i < 30 ? i / 30 : 1 - ((i - 30) / 270) ** 2) * 3e-4,
    );
    const steps = [1, 29, 30, 150, 299];
    annealing.loss(rates, steps).forEach((loss, i) => {
      const expected = annealingFormula(annealing.parameters, rates, steps[i] as number);
      expect(loss).toBeCloseTo(expected, 12);
    });
  });
});

describe("laws as data", () => {
  it.each<[string, FittedLaw]>([
    ["multi-power", published],
    ["annealing", annealing],
  ])("%s goes to JSON and back", (_, law) => {
    const again = lawFromJSON(JSON.stringify(law));
    expect(again.name).toBe(law.name);
    expect(again.parameters).toEqual(law.parameters);
    expect(again.loss([1e-3, 1e-3, 1e-4], [1, 2])).toEqual(law.loss([1e-3, 1e-3, 1e-4], [1, 2]));
  });

  it.each<[string, unknown, RegExp]>([
    ["text that is no JSON", "{", /document must be JSON text/],
    ["another format", { ...published.toJSON(), format: "x" }, /format must be "anneal\/loss-law"/],
    ["another version", { ...published.toJSON(), version: 2 }, /version must be 1/],
    ["another law", { ...published.toJSON(), law: "x" }, /law must be/],
    ["no parameters", { format: "anneal/loss-law", version: 1, law: "multi-power" }, /parameters must be/],
    ["an unknown field", { ...published.toJSON(), extra: 1 }, /unknown \w+ "[\w.]*extra"/],
    [
      "an invalid parameter",
      { ...published.toJSON(), parameters: { ...published.parameters, A: "1" } },
      /parameters\.A must be a finite number above 0; got "1"/,
    ],
    ["a list of nothing", { ...published.toJSON(), resampled: [null] }, /resampled\[0\] must be an object/],
    [
      "an invalid resampled law",
      { ...published.toJSON(), resampled: [published.parameters, { ...published.parameters, C: 0 }] },
      /resampled\[1\]\.C must be a finite number above 0; got 0/,
    ],
  ])("%s is rejected", (_, document, message) => {
    expect(() => lawFromJSON(document)).toThrow(InvalidArgumentError);
    expect(() => lawFromJSON(document)).toThrow(message);
  });
});

describe("invalid input", () => {
  const parameters = publishedLaws["25M"].parameters;

  it.each<[string, Partial<MultiPowerParameters>, RegExp]>([
    ["L0", { L0: Number.NaN }, /L0 must be a finite number/],
    ["A", { A: 0 }, /A must be a finite number above 0/],
    ["alpha", { alpha: -1 }, /alpha must be/],
    ["B", { B: -1 }, /B must be a finite number of at least 0/],
    ["C", { C: 0 }, /C must be/],
    ["beta", { beta: Number.POSITIVE_INFINITY }, /beta must be/],
    ["gamma", { gamma: -0.1 }, /gamma must be/],
    ["a gamma with which powers overflow", { gamma: 30 }, /gamma must be at most about 26 with this C/],
    [
      "a beta with which powers overflow",
      { beta: 40 },
      /beta must be at most about 38.7 with this C and gamma/,
    ],
    ["a C with which powers overflow", { C: 1e300 }, /C must be a number between 1e-260 and 1e260/],
    ["B that is too large", { B: 1e101 }, /B must be at most 1e\+100/],
    ["L0 that is too small", { L0: -1e101 }, /L0 must be at least -1e\+100/],
    ["a text", { A: "1" } as object, /A must be a finite number above 0; got "1"/],
    ["an unknown one", { delta: 1 } as object, /unknown \w+ "[\w.]*delta"/],
  ])("parameter %s", (_, change, message) => {
    expect(() => multiPowerLaw({ ...parameters, ...change })).toThrow(message);
  });

  it.each<[string, unknown, unknown, RegExp]>([
    ["a fraction of a step", [1e-3, 1e-3], [0.5], /steps\[0\] must be a whole number/],
    ["a negative step", [1e-3, 1e-3], [-1], /steps\[0\] must be a whole number/],
    ["steps that are no list", [1e-3, 1e-3], 1, /steps must be an array of numbers/],
    ["too few rates", [1e-3, 1e-3], [2], /schedule.length must be at least 3/],
    ["a negative rate", [1e-3, -1e-3], [1], /schedule at step 1 must be a finite rate of at least 0/],
    ["a rate that is too large", [1e300], [0], /schedule at step 0 must be at most 10000000000/],
    ["a rate that is a text", ["1"], [0], /schedule at step 0 must be a finite rate/],
    ["a step that is too far", () => 1e-3, [1e9], /the last step of schedule must be below 10000000/],
    ["a rate that is NaN", () => Number.NaN, [1], /schedule at step 0 must be/],
    ["what is no schedule", "cosine", [1], /schedule must be a schedule, a function/],
  ])("%s", (_, schedule, steps, message) => {
    expect(() => published.loss(schedule as never, steps as never)).toThrow(message);
    expect(() => published.loss(schedule as never, steps as never)).toThrow(InvalidArgumentError);
  });

  it("a momentum of 1", () => {
    expect(() => annealingLaw({ ...annealing.parameters, lambda: 1 })).toThrow(/lambda must be below 1/);
  });
});
