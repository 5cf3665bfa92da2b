/** The module gives the bits of the host: over random trees, any range, any split, both types, any array. */
import { fromJSON, InvalidArgumentError, type Schedule, scheduleFromTree, warmupCosine } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomTrees } from "../../core/test/support/random-trees.js";
import { sample, sampleArray } from "../src/index.js";

/** Steps before 0, between whole numbers, and up to 2^53. */
const starts = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -100, max: 5_000 }) },
  { weight: 1, arbitrary: fc.double({ min: -100, max: 5_000, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 53 - 20_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000 }).map((before) => 2 ** 53 - before) },
);
const strides = fc.oneof(
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(2, 0.5, 7, 1_000) },
);
/** Around the lengths of vectors, parts and chunks, and some in between. */
const counts = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 600 }) },
  { weight: 1, arbitrary: fc.constantFrom(255, 256, 257, 511, 513, 1_024, 4_095, 4_097, 9_000) },
);
const ranges = fc.record({ start: starts, stride: strides, count: counts });

/** The first place where the array is not what the host says step by step; -1 if there is none. */
function firstDifference(
  schedule: Schedule,
  values: ArrayLike<number>,
  stepAt: (i: number) => number,
): number {
  for (let i = 0; i < values.length; i++) if (!Object.is(values[i], schedule(stepAt(i)))) return i;
  return -1;
}

/** Whether two arrays have the same bytes; `toEqual` would take seconds for a long one. */
function haveSameBits(one: Float64Array | Float32Array, other: Float64Array | Float32Array): boolean {
  const bytes = [one, other].map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return Buffer.compare(bytes[0] as Uint8Array, bytes[1] as Uint8Array) === 0;
}

describe("the bits of the host", () => {
  it("are those of a range, for thousands of trees, in arrays of the caller and of the module", () => {
    const resident = sampleArray(9_000);
    fc.assert(
      fc.property(randomTrees(), ranges, fc.boolean(), (tree, { start, stride, count }, inPlace) => {
        const schedule = scheduleFromTree(tree);
        const out = inPlace ? resident.subarray(0, count) : new Float64Array(count);
        expect(sample(schedule, { start, stride, out, engine: "wasm" })).toBe(out);
        expect(firstDifference(schedule, out, (i) => start + i * stride)).toBe(-1);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are rounded once for float32", () => {
    const resident = sampleArray(9_000, "float32");
    fc.assert(
      fc.property(randomTrees(), ranges, fc.boolean(), (tree, { start, stride, count }, inPlace) => {
        const schedule = scheduleFromTree(tree);
        const wide = sample(schedule, { start, stride, count, engine: "wasm" });
        const out = inPlace ? resident.subarray(0, count) : new Float32Array(count);
        sample(schedule, { start, stride, out, engine: "wasm" });
        expect(out.findIndex((value, i) => !Object.is(value, Math.fround(wide[i] as number)))).toBe(-1);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are those of steps in any order", () => {
    fc.assert(
      fc.property(randomTrees(), fc.array(starts, { maxLength: 60 }), (tree, steps) => {
        const schedule = scheduleFromTree(tree);
        const values = sample(schedule, { steps, engine: "wasm" });
        expect(firstDifference(schedule, values, (i) => steps[i] as number)).toBe(-1);
        const narrow = sample(schedule, { steps, dtype: "float32", engine: "wasm" });
        expect(narrow).toEqual(Float32Array.from(values));
      }),
      { numRuns: 1_000 },
    );
  });

  it("don't depend on how a range is split", () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(randomTrees(), fc.integer({ min: -50, max: 5_000 }), pieces, (tree, start, lengths) => {
        const schedule = scheduleFromTree(tree);
        const count = lengths.reduce((sum, length) => sum + length, 0);
        const whole = sample(schedule, { start, count, engine: "wasm" });
        let done = 0;
        for (const length of lengths) {
          const piece = sample(schedule, { start: start + done, count: length, engine: "wasm" });
          expect(haveSameBits(piece, whole.subarray(done, done + length))).toBe(true);
          done += length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("hold over chunks, for outputs larger than a cache, and for every engine", () => {
    const schedule = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 1_234, totalSteps: 290_000 });
    const count = 300_001;
    const host = sample(schedule, { count, engine: "host" });
    expect(haveSameBits(sample(schedule, { count, engine: "wasm" }), host)).toBe(true);
    expect(haveSameBits(sample(schedule, { out: sampleArray(count), engine: "wasm" }), host)).toBe(true);
    expect(haveSameBits(sample(schedule, { count, dtype: "float32" }), Float32Array.from(host))).toBe(true);
    expect(
      haveSameBits(sample(schedule, { out: sampleArray(count, "float32") }), Float32Array.from(host)),
    ).toBe(true);
  });

  it("survive other schedules in between, which take the place of the tables", () => {
    const schedules = [3, 5, 7].map((tenths) =>
      warmupCosine({ peak: tenths / 10, warmupSteps: 5, totalSteps: 4_000 }),
    );
    const first = schedules.map((schedule) => sample(schedule, { count: 4_100, engine: "wasm" }));
    for (let round = 0; round < 3; round++) {
      for (const [i, schedule] of schedules.entries()) {
        expect(sample(schedule, { count: 4_100, engine: "wasm" })).toEqual(first[i]);
      }
    }
  });
});

describe("programs of every size", () => {
  it.each([
    [
      "a table of 100,000 values",
      { kind: "table", values: Float64Array.from({ length: 100_000 }, (_, i) => Math.sqrt(i)) },
    ],
    [
      "a hundred cosines",
      {
        kind: "sum",
        children: Array.from({ length: 100 }, (_, i) => ({
          kind: "ramp",
          start: 0,
          end: 900 + i,
          from: 1,
          to: 0,
          easing: { kind: "cosine" },
        })),
      },
    ],
  ])("%s", (_, tree) => {
    const schedule = scheduleFromTree(tree);
    const out = sampleArray(5_000);
    expect(firstDifference(schedule, sample(schedule, { count: 5_000, engine: "wasm" }), (i) => i)).toBe(-1);
    expect(firstDifference(schedule, sample(schedule, { out, engine: "wasm" }), (i) => i)).toBe(-1);
  });

  it("every kind of node 60 levels deep", () => {
    let tree: object = { kind: "ramp", start: 0, end: 500, from: 0, to: 1, easing: { kind: "cosine" } };
    const wrap = [
      (child: object) => ({ kind: "sum", children: [child, { kind: "power", exponent: 0.5 }] }),
      (child: object) => ({ kind: "time", child, shift: 1 }),
      (child: object) => ({ kind: "clamp", child, minimum: -1e6 }),
      (child: object) => ({ kind: "product", children: [{ kind: "constant", value: 0.5 }, child] }),
      (child: object) => ({
        kind: "join",
        boundaries: [3],
        children: [{ kind: "constant", value: 1 }, child],
      }),
    ];
    for (let level = 0; level < 60; level++)
      tree = (wrap[level % wrap.length] as (child: object) => object)(tree);
    const schedule = scheduleFromTree(tree);
    const values = sample(schedule, { count: 2_000, engine: "wasm" });
    expect(firstDifference(schedule, values, (i) => i)).toBe(-1);
  });
});

describe("arrays", () => {
  const schedule = fromJSON(JSON.stringify(warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 })));

  it("of the module are filled in part without touching the rest", () => {
    const out = sampleArray(50).fill(-1);
    sample(schedule, { out: out.subarray(10, 20), start: 40 });
    expect([...out].map((value) => value !== -1)).toEqual(
      Array.from({ length: 50 }, (_, i) => i >= 10 && i < 20),
    );
    expect(out[10]).toBe(schedule(40));
  });

  it("may hold the steps that they are to be replaced by", () => {
    for (const out of [Float64Array.of(5, 50, 500), sampleArray(3)]) {
      out.set([5, 50, 500]);
      sample(schedule, { steps: out, out });
      expect([...out]).toEqual([5, 50, 500].map(schedule));
    }
  });

  it.each([
    ["options", null],
    ["engine", { count: 1, engine: "gpu" }],
    ["count", { count: -1 }],
    ["count", { count: 1.5 }],
    ["count", { count: 2 ** 53, out: undefined }],
    ["start", { count: 1, start: Number.NaN }],
    ["stride", { count: 1, stride: 0 }],
    ["stride", { count: 1, stride: Number.POSITIVE_INFINITY }],
    ["dtype", { count: 1, dtype: "float16" }],
    ["steps[1]", { steps: [0, Number.NaN] }],
    ["count", { steps: [0], count: 1 }],
    ["strides", { count: 1, strides: 2 }],
    ["out", { count: 2, out: new Int32Array(2) }],
  ])("are left alone when %s is wrong: %j", (argument, options) => {
    const out = Float64Array.of(7, 7);
    const given = options !== null && !("out" in options) ? { out, ...options } : options;
    let refusal: unknown;
    try {
      sample(schedule, given as never);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidArgumentError);
    expect((refusal as InvalidArgumentError).argument).toBe(argument);
    expect([...out]).toEqual([7, 7]);
  });

  it("of another length than asked for, or detached, are refused", () => {
    expect(() => sample(schedule, { count: 3, out: new Float64Array(2) })).toThrow("out must be");
    const detached = new Float64Array(4);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expect(() => sample(schedule, { count: 4, out: detached })).toThrow("out must be");
  });

  it("of what only looks like a schedule are refused", () => {
    const fake = Object.assign(() => 1, { node: { kind: "other" }, toJSON: () => ({}) });
    expect(() => sample(fake as unknown as Schedule, { count: 1 })).toThrow("root.kind");
    expect(() => sample(((step: number) => step) as unknown as Schedule, { count: 1 })).toThrow(
      "schedule must be",
    );
  });
});
