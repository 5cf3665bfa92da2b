/** The kernel gives the host's bits: over thousands of random trees, on every kind of range, however it is split. */
import {
  cosine,
  type ScheduleNode,
  sample as sampleOnHost,
  scheduleFromTree,
  warmupCosine,
} from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { randomSteps, randomTrees } from "../../core/test/support/random-trees.js";
import { sample, sampleArray } from "../src/index.js";
import { expectSameBits } from "./support/same-bits.js";

interface Range {
  readonly start: number;
  readonly stride: number;
  readonly count: number;
}

const strides = fc.oneof(
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 2, arbitrary: fc.constantFrom(2, 0.5, 1000, 0.1, 1e-3, 1e9) },
  { weight: 1, arbitrary: fc.double({ min: 1e-6, max: 1e4, noNaN: true }) },
);
const starts = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3000, max: 5000 }) },
  { weight: 2, arbitrary: fc.double({ min: -3000, max: 5000, noNaN: true }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 10, max: 53 }), fc.integer({ min: -3000, max: 3000 }))
      .map(([exponent, shift]) => 2 ** exponent + shift),
  },
);
/** Around the lengths of the kernel's blocks, and of the chunks that it is called for. */
const edges = [0, 1, 2, 3, 5, 255, 256, 257, 511, 513, 1023, 1024, 1025, 4095, 4096, 4097];
const counts = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 700 }) },
  { weight: 1, arbitrary: fc.constantFrom(...edges) },
);
const ranges: fc.Arbitrary<Range> = fc.record({ start: starts, stride: strides, count: counts });

/** Arrays in the module's memory, filled without a copy. */
const resident = { float64: sampleArray(40_000), float32: sampleArray(40_000, "float32") };

/** Checks both types, one of them in an array of the module, by turns. */
function expectHostBits(tree: ScheduleNode, range: Range): void {
  const schedule = scheduleFromTree(tree);
  const { start, stride, count } = range;
  const expected = sampleOnHost(schedule, range);
  const inPlace = count % 2 === 0 ? "float64" : "float32";
  for (const dtype of ["float64", "float32"] as const) {
    const created = dtype === "float64" ? new Float64Array(count) : new Float32Array(count);
    const out = dtype === inPlace ? resident[dtype].subarray(1, 1 + count) : created;
    sample(schedule, { start, stride, out, engine: "wasm" });
    expectSameBits(out, dtype === "float64" ? expected : Float32Array.from(expected), dtype);
  }
}

describe("the host's bits", () => {
  test.each([2, 3, 4, 6])("over random trees of depth %i", (maxDepth) => {
    fc.assert(fc.property(randomTrees({ maxDepth }), ranges, expectHostBits), { numRuns: cases(1000) });
  });

  test("over trees in which things happen slowly, and long ranges", () => {
    const trees = fc.constantFrom(30_000, 1e5, 1e7).chain((span) => randomTrees({ span }));
    const long = fc.record({
      start: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -40_000, max: 100_000 }),
        fc.double({ min: -9, max: 1e5, noNaN: true }),
      ),
      stride: fc.constantFrom(1, 1, 1, 1, 3, 0.25),
      count: fc.constantFrom(4096, 8191, 12_345, 16_383, 16_384, 16_385, 20_000, 32_769),
    });
    fc.assert(fc.property(trees, long, expectHostBits), { numRuns: cases(100) });
  });

  test("next to 2^53 and -2^53", () => {
    const distances = fc.integer({ min: 0, max: 3000 });
    const far = fc.record({
      start: fc
        .tuple(fc.constantFrom(-1, 1), distances)
        .map(([sign, distance]) => sign * (2 ** 53 - distance)),
      stride: fc.constantFrom(1, 1, 1, 2, 0.5),
      count: fc.integer({ min: 0, max: 600 }),
    });
    const trees = fc.constantFrom(1000, 1e7, 2 ** 53).chain((span) => randomTrees({ span }));
    fc.assert(fc.property(trees, far, expectHostBits), { numRuns: cases(800) });
  });

  test("at any steps, in any order", () => {
    const steps = fc.array(randomSteps, { maxLength: 200 });
    fc.assert(
      fc.property(randomTrees(), steps, (tree, asked) => {
        const schedule = scheduleFromTree(tree);
        const expected = Float64Array.from(asked, (step) => schedule(step));
        expectSameBits(sample(schedule, { steps: asked, engine: "wasm" }), expected);
        const narrow = sample(schedule, { steps: asked, dtype: "float32", engine: "wasm" });
        expectSameBits(narrow, Float32Array.from(expected), "float32 values");
      }),
      { numRuns: cases(1000) },
    );
  });

  test("at more steps than one call computes, whatever list they are in", () => {
    const schedule = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: 40_000 });
    const numbers = Array.from({ length: 40_001 }, (_, i) => (i * 7919) % 41_000);
    const expected = Float64Array.from(numbers, (step) => schedule(step));
    for (const steps of [
      numbers,
      Float64Array.from(numbers),
      Float32Array.from(numbers),
      Int32Array.from(numbers),
      Uint16Array.from(numbers),
    ]) {
      expectSameBits(sample(schedule, { steps, engine: "wasm" }), expected, steps.constructor.name);
    }
  });
});

describe("any split of a range", () => {
  test("gives the bits of the whole", () => {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 });
    const trees = fc.constantFrom(1000, 30_000).chain((span) => randomTrees({ span }));
    fc.assert(
      fc.property(
        trees,
        fc.integer({ min: -2000, max: 50_000 }),
        fc.integer({ min: 0, max: 9000 }),
        cuts,
        (tree, start, count, shares) => {
          const schedule = scheduleFromTree(tree);
          const whole = sample(schedule, { start, count, engine: "wasm" });
          const narrow = sample(schedule, { start, count, dtype: "float32", engine: "wasm" });
          const bounds = [
            0,
            ...shares.map((share) => Math.round(share * count)).sort((a, b) => a - b),
            count,
          ];
          const parts = new Float64Array(count);
          const narrowParts = new Float32Array(count);
          for (let i = 1; i < bounds.length; i++) {
            const [from, to] = [bounds[i - 1] as number, bounds[i] as number];
            sample(schedule, { start: start + from, out: parts.subarray(from, to), engine: "wasm" });
            sample(schedule, { start: start + from, out: narrowParts.subarray(from, to), engine: "wasm" });
          }
          expectSameBits(parts, whole);
          expectSameBits(narrowParts, narrow, "float32 values");
        },
      ),
      { numRuns: cases(300) },
    );
  });

  test.each(edges)("at %i, the edge of a block", (edge) => {
    const schedule = cosine({ peak: 1, end: 0.1, totalSteps: 20_000 });
    const whole = sample(schedule, { count: 9000, engine: "wasm" });
    const out = new Float64Array(9000);
    sample(schedule, { out: out.subarray(0, edge), engine: "wasm" });
    sample(schedule, { start: edge, out: out.subarray(edge), engine: "wasm" });
    expectSameBits(out, whole);
  });
});

describe("the elementary functions", () => {
  const positive = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  const exponents = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -30, max: 30, noNaN: true }),
    fc.integer({ min: -9, max: 9 }),
  );
  const near = fc.double({ min: 0.5, max: 2, noNaN: true });

  test("powers of any numbers", () => {
    fc.assert(
      fc.property(fc.oneof(positive, near), exponents, fc.boolean(), (base, exponent, negative) => {
        const offset = (negative ? -base : base) + 0;
        expectHostBits(
          { kind: "power", scale: 1, offset, slope: 0, exponent: exponent + 0 },
          { start: 0, stride: 1, count: 1 },
        );
      }),
      { numRuns: cases(10_000) },
    );
  });

  test("logarithms and cosines, point by point", () => {
    const easings = fc.oneof(
      fc
        .oneof(
          near.filter((base) => base !== 1),
          fc.constantFrom(1e-9, 10, 1e300),
        )
        .map((base) => ({ kind: "logarithmic" as const, base, timeExponent: 1 })),
      near.map((exponent) => ({ kind: "cosine" as const, halfCycles: 1, exponent, timeExponent: 1 })),
      near.map((timeExponent) => ({ kind: "cosine" as const, halfCycles: 5, exponent: 1, timeExponent })),
    );
    fc.assert(
      fc.property(easings, fc.integer({ min: 1, max: 300 }), (easing, end) => {
        const edges = { before: "extend", after: "extend", interpolation: "arithmetic" } as const;
        const ramp: ScheduleNode = { kind: "ramp", start: 0, end, from: 0, to: 1, easing, ...edges };
        expectHostBits(ramp, { start: -3, stride: 1, count: end + 6 });
      }),
      { numRuns: cases(1000) },
    );
  });
});

describe("the comparison itself", () => {
  test.each([
    [[1], [1 + 2 ** -52]],
    [[0], [-0]],
    [[Number.NaN], [0]],
    [[0], [Number.NaN]],
    [[1, 2], [1]],
    [[1], [1, 2]],
    [
      [1, 2, 4],
      [1, 2, 3],
    ],
  ])("tells %j from %j", (actual, expected) => {
    expect(() => expectSameBits(actual, expected)).toThrow(/instead of/);
  });

  test("takes NaN for NaN", () => expectSameBits([Number.NaN, 1], Float64Array.of(Number.NaN, 1)));
});
