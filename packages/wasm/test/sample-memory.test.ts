/** Programs of any size, arrays in the module's memory, and many schedules in turn. */
import {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  InvalidArgumentError,
  join,
  OutOfMemoryError,
  piecewiseConstant,
  type Schedule,
  type ScheduleDraft,
  sample as sampleOnHost,
  scheduleFromTree,
  warmupCosine,
  warmupStableDecay,
} from "@anneal/core";
import { describe, expect, test } from "vitest";
import { sample, sampleArray } from "../src/index.js";
import { expectSameBits } from "./support/same-bits.js";

const curve = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: 100_000 });

/** A table of `length` values that no two schedules share. */
function tableOf(length: number, seed: number): Schedule {
  const values = Array.from({ length }, (_, i) => ((i * 7919 + seed) % 10_007) / 10_007);
  return scheduleFromTree({ kind: "table", values, interpolation: "linear" });
}

function expectHostBits(schedule: Schedule, options: { start?: number; count: number }): void {
  expectSameBits(sample(schedule, { ...options, engine: "wasm" }), sampleOnHost(schedule, options));
  const narrow = sample(schedule, { ...options, dtype: "float32", engine: "wasm" });
  expectSameBits(narrow, sampleOnHost(schedule, { ...options, dtype: "float32" }), "float32 values");
}

/** Sums and products in turn, each level with a child of its own before the next: every level needs a range. */
function nested(levels: number): ScheduleDraft {
  const own: ScheduleDraft = {
    kind: "ramp",
    start: 0,
    end: 100 + levels,
    from: 0.5,
    to: 1.5,
    easing: { kind: "cosine" },
  };
  if (levels === 0) return own;
  return { kind: levels % 2 === 0 ? "sum" : "product", children: [own, nested(levels - 1)] };
}

describe("programs larger than what is set aside at first", () => {
  test("a table of 100,000 values", () => {
    const schedule = tableOf(100_000, 1);
    for (const start of [0, 49_990, 99_990]) expectHostBits(schedule, { start, count: 50 });
    expectHostBits(schedule, { count: 40_000 });
  });

  test("stairs with 100,000 boundaries", () => {
    const schedule = piecewiseConstant({
      boundaries: Array.from({ length: 100_000 }, (_, i) => 3 * i),
      values: Array.from({ length: 100_001 }, (_, i) => (i % 977) / 977),
    });
    for (const start of [-5, 149_990, 299_990]) expectHostBits(schedule, { start, count: 50 });
    expectHostBits(schedule, { count: 20_000 });
  });

  test("a join of 80 curves with a table each", () => {
    const schedules = Array.from({ length: 80 }, (_, i) =>
      i % 2 === 0
        ? cosine({ peak: 1, end: i / 100, totalSteps: 300 + i })
        : exponential({ start: 1, end: (i + 1) / 100, totalSteps: 300 + i }),
    );
    const boundaries = schedules.slice(1).map((_, i) => 310 * (i + 1));
    expectHostBits(join({ schedules, boundaries }), { count: 26_000 });
  });

  test.each([1, 2, 3, 8, 20])("sums and products, %i deep", (levels) => {
    expectHostBits(scheduleFromTree(nested(levels)), { count: 20_000 });
  });

  test("every kind of node that has children, 60 levels deep", () => {
    const half: ScheduleDraft = { kind: "constant", value: 0.5 };
    const wraps: ((child: ScheduleDraft) => ScheduleDraft)[] = [
      (child) => ({ kind: "sum", children: [child, { kind: "power", exponent: 0.5 }] }),
      (child) => ({ kind: "time", child, shift: 1 }),
      (child) => ({ kind: "clamp", child, minimum: -1e6 }),
      (child) => ({ kind: "product", children: [half, child] }),
      (child) => ({ kind: "cycles", child, length: 1000, peak: 3 }),
      (child) => ({ kind: "join", boundaries: [3], children: [half, child], rebase: true }),
    ];
    let tree: ScheduleDraft = {
      kind: "ramp",
      start: 0,
      end: 500,
      from: 0,
      to: 1,
      easing: { kind: "cosine" },
    };
    for (let level = 0; level < 60; level++) {
      tree = (wraps[level % wraps.length] as (typeof wraps)[number])(tree);
    }
    expectHostBits(scheduleFromTree(tree), { count: 2000 });
  });

  test("a sum of 300 curves", () => {
    const children = Array.from(
      { length: 300 },
      (_, i) => cosine({ peak: i / 300, totalSteps: 100 + i }).node,
    );
    expectHostBits(scheduleFromTree({ kind: "sum", children }), { count: 1000 });
  });

  test("and small ones after that", () => {
    expectHostBits(tableOf(60_000, 2), { count: 100 });
    expectHostBits(curve, { count: 5000 });
    expectHostBits(constant({ value: 0.5 }), { count: 10 });
  });
});

describe("many schedules in turn", () => {
  test("don't see each other's tables", () => {
    const schedules = [
      curve,
      cosine({ peak: 1, totalSteps: 7 }),
      cosine({ peak: 1, totalSteps: 8 }),
      cosineRestarts({ peak: 1, firstCycleSteps: 100, cycleMultiplier: 1.5 }),
      exponential({ peak: 1, gamma: 0.999 }),
      exponential({ peak: 1, gamma: 0.99 }),
      warmupStableDecay({ peak: 1, warmupSteps: 10, stableSteps: 10, decaySteps: 1000, decay: "1-sqrt" }),
      tableOf(70_000, 3),
      tableOf(70_000, 4),
    ];
    const expected = schedules.map((schedule) => sampleOnHost(schedule, { count: 600 }));
    for (let i = 0; i < 400; i++) {
      const which = (i * 7 + Math.floor(i / 11)) % schedules.length;
      const [from, to] = [(i * 13) % 300, 300 + ((i * 31) % 300)];
      const values = sample(schedules[which] as Schedule, { start: from, count: to - from, engine: "wasm" });
      expectSameBits(values, (expected[which] as Float64Array).subarray(from, to));
    }
  });

  test("with the same curve on grids of their own", () => {
    const child = cosine({ peak: 1, totalSteps: 5000 }).node;
    const scales = [1, 0.5, 2, 1 / 3, 1];
    const schedules = scales.map((scale) => scheduleFromTree({ kind: "time", scale, child }));
    for (const schedule of [...schedules, ...schedules]) expectHostBits(schedule, { count: 3000 });
    const children = schedules.map(({ node }) => node);
    const once = { kind: "join", boundaries: [1000, 2000, 3000, 4000], children } as const;
    expectHostBits(scheduleFromTree(once), { count: 6000 });
  });
});

describe("sampleArray", () => {
  test("is the only place in its memory that may be written", () => {
    const own = sampleArray(4);
    const all = new Float64Array(own.buffer);
    expect(() => sample(curve, { out: all })).toThrow("out must be the array that sampleArray returned");
    expect([...sample(curve, { out: own })]).toEqual([0, 1, 2, 3].map(curve));
  });

  test.each([
    [undefined, Float64Array],
    ["float64" as const, Float64Array],
    ["float32" as const, Float32Array],
  ])("of %s is filled with zeros, and stays where it is", (dtype, type) => {
    const array = sampleArray(1000, dtype as "float64");
    expect(array).toBeInstanceOf(type);
    expect(array.length).toBe(1000);
    expect(array.every((value) => value === 0)).toBe(true);
    try {
      structuredClone(array.buffer, { transfer: [array.buffer] });
    } catch (error) {
      // Some engines refuse it, others copy.
      expect(error).toHaveProperty("name", "DataCloneError");
    }
    expect(array.length).toBe(1000);
  });

  test.each(["float64", "float32"] as const)("of %s takes any count of values, in place", (dtype) => {
    for (const count of [0, 1, 3, 16_383, 16_384, 16_385, 140_000, 300_001]) {
      const out = sampleArray(count, dtype as "float64");
      expect(sample(curve, { start: 1000, out })).toBe(out);
      expectSameBits(out, sample(curve, { start: 1000, count, dtype, engine: "host" }), `${count} values`);
    }
  });

  test.each(["float64", "float32"] as const)("of %s: a part leaves the rest alone", (dtype) => {
    const out = sampleArray(200_000, dtype as "float64").fill(7);
    for (const [from, to] of [
      [0, 0],
      [1, 2],
      [3, 5000],
      [20_001, 199_999],
    ] as const) {
      out.fill(7);
      sample(curve, { start: 500, out: out.subarray(from, to), engine: "wasm" });
      const count = to - from;
      expectSameBits(out.subarray(from, to), sample(curve, { start: 500, count, dtype, engine: "host" }));
      expect(out.subarray(0, from).every((value) => value === 7)).toBe(true);
      expect(out.subarray(to).every((value) => value === 7)).toBe(true);
    }
  });

  test("takes values of every kind of curve at any stride", () => {
    const out = sampleArray(150_000);
    const schedules = [
      curve,
      cosineRestarts({ peak: 1, firstCycleSteps: 1000, cycleMultiplier: 2 }),
      exponential({ peak: 1, gamma: 0.9999 }),
      scheduleFromTree(nested(3)),
    ];
    for (const schedule of schedules) {
      for (const stride of [1, 7]) {
        sample(schedule, { start: -10, stride, out });
        expectSameBits(out, sample(schedule, { start: -10, stride, count: out.length, engine: "host" }));
      }
    }
  });

  test("takes a program that does not fit beside it", () => {
    const schedule = tableOf(100_000, 5);
    const out = sampleArray(1000);
    sample(schedule, { start: 60_000, out });
    expectSameBits(out, sampleOnHost(schedule, { start: 60_000, count: 1000 }));
    sample(curve, { out });
    expectSameBits(out, sampleOnHost(curve, { count: 1000 }));
  });

  test("keeps its values while others are sampled", () => {
    const [one, other] = [sampleArray(5000), sampleArray(5000, "float32")];
    sample(curve, { out: one });
    sample(cosine({ peak: 1, totalSteps: 77 }), { out: other });
    sample(curve, { count: 50_000, start: 7 });
    expectSameBits(one, sampleOnHost(curve, { count: 5000 }));
    expect(one.buffer).not.toBe(other.buffer);
  });

  test("can hold the steps that it is filled from", () => {
    const steps = sampleArray(40_000);
    for (let i = 0; i < steps.length; i++) steps[i] = (i * 7919) % 41_000;
    const expected = Float64Array.from(steps, (step) => curve(step));
    const shifted = sampleArray(40_001);
    shifted.set(steps);
    sample(curve, { steps: shifted.subarray(0, 40_000), out: shifted.subarray(1) });
    expectSameBits(shifted.subarray(1), expected);
    sample(curve, { steps, out: steps });
    expectSameBits(steps, expected);
  });

  test.each<[string, unknown[]]>([
    ["count", [-1]],
    ["count", [1.5]],
    ["count", [Number.NaN]],
    ["count", [Number.POSITIVE_INFINITY]],
    ["count", ["10"]],
    ["count", []],
    ["dtype", [10, "float16"]],
    ["dtype", [10, null]],
  ])("refuses a wrong %s: %j", (argument, args) => {
    const make = sampleArray as (...args: unknown[]) => unknown;
    expect(() => make(...args)).toThrow(InvalidArgumentError);
    expect(() => make(...args)).toThrow(new RegExp(`^${argument} must be`));
  });

  test.each([2 ** 29, 2 ** 40, Number.MAX_SAFE_INTEGER])(
    "refuses %d values, more than an instance can hold",
    (count) => {
      expect(() => sampleArray(count)).toThrow(OutOfMemoryError);
    },
  );
});
