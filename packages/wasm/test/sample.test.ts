/** Sampling with a choice of engines: the same interface, the same values, the same errors. */
import { runInNewContext } from "node:vm";
import { cosine, InvalidArgumentError, type Schedule, sample as sampleOnHost } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { sample, sampleArray } from "../src/index.js";
import { expectSameBits } from "./support/same-bits.js";

const schedule = cosine({ peak: 1, end: 0.1, totalSteps: 1000 });
const engines = [undefined, "auto", "wasm", "host"] as const;

describe.each(engines)("engine %s", (engine) => {
  const chosen = engine === undefined ? {} : { engine };

  test("gives the values of the schedule, as float64 unless something else is asked for", () => {
    const values = sample(schedule, { start: -3, count: 1010, ...chosen });
    expect(values).toBeInstanceOf(Float64Array);
    expectSameBits(
      values,
      Float64Array.from({ length: 1010 }, (_, i) => schedule(i - 3)),
    );
    const narrow = sample(schedule, { start: -3, count: 1010, dtype: "float32", ...chosen });
    expect(narrow).toBeInstanceOf(Float32Array);
    expectSameBits(narrow, Float32Array.from(values));
  });

  test("counts by the array that it is given, and returns it", () => {
    for (const out of [new Float64Array(20), new Float32Array(20), new Float64Array(0), sampleArray(20)]) {
      expect(sample(schedule, { start: 5, out, ...chosen })).toBe(out);
      expectSameBits(
        out,
        Array.from(out, (_, i) =>
          out instanceof Float32Array ? Math.fround(schedule(i + 5)) : schedule(i + 5),
        ),
      );
    }
  });

  test("leaves what lies around a part alone", () => {
    const whole = new Float32Array(100).fill(7);
    sample(schedule, { out: whole.subarray(10, 20), ...chosen });
    expect(whole.filter((value) => value === 7)).toHaveLength(90);
  });

  test("takes steps in a list of any kind", () => {
    for (const steps of [
      [3, 1, 2.5],
      Int8Array.of(3, 1, -2),
      Float32Array.of(0.1, 7),
      { length: 1, 0: 4 },
      [],
    ]) {
      const values = sample(schedule, { steps, ...chosen });
      expectSameBits(
        values,
        Array.from(steps as ArrayLike<number>, (step) => schedule(step)),
      );
    }
  });

  test("reads steps first that lie under the values", () => {
    const memory = Float64Array.of(3, 1, 2, 50);
    sample(schedule, { steps: memory.subarray(0, 3), out: memory.subarray(1), ...chosen });
    expectSameBits(memory, [3, schedule(3), schedule(1), schedule(2)]);
  });

  test("takes fractions of steps, large ones, and no steps at all", () => {
    for (const [start, stride] of [
      [0.25, 0.5],
      [-1e9, 1e6],
      [2 ** 53 - 5, 1],
      [2 ** 53, 2],
      [1e300, 1e290],
    ] as const) {
      const options = { start, stride, count: 10, ...chosen };
      expectSameBits(sample(schedule, options), sampleOnHost(schedule, { start, stride, count: 10 }));
    }
    expect(sample(schedule, { count: 0, ...chosen })).toHaveLength(0);
  });

  describe.each([
    ["an array of its own", () => new Float64Array(4)],
    ["an array of the module", () => sampleArray(4)],
  ])("refuses, before it touches %s", (_, make) => {
    test.each<[string, Record<string, unknown>]>([
      ["start", { start: Number.NaN }],
      ["start", { start: Number.NEGATIVE_INFINITY }],
      ["start", { start: "0" }],
      ["stride", { stride: 0 }],
      ["stride", { stride: -0.5 }],
      ["stride", { stride: Number.POSITIVE_INFINITY }],
      ["count", { count: -1 }],
      ["count", { count: 3.5 }],
      ["count", { count: Number.NaN }],
      ["count", { count: "4" }],
      ["count", { count: 2 ** 53, out: undefined }],
      ["start + count * stride", { stride: 1e308 }],
      ["out", { count: 5 }],
      ["out", { out: [0, 0, 0, 0] }],
      ["out", { out: new Int32Array(4) }],
      ["out", { out: null }],
      ["out", { steps: [1, 2] }],
      ["dtype", { dtype: "float32" }],
      ["dtype", { dtype: "f64" }],
      ["steps", { steps: 4 }],
      ["steps", { steps: null }],
      ["steps[3]", { steps: [0, 1, 2, Number.NaN] }],
      ["steps[0]", { steps: new BigInt64Array(4) }],
      ["count", { steps: [0, 1, 2, 3], count: 4 }],
      ["offset", { offset: 1 }],
    ])("%s: case %#", (argument, options) => {
      const out = make().fill(7);
      expect(() => sample(schedule, { out, ...options, ...chosen } as never)).toThrow(
        expect.objectContaining({ name: "InvalidArgumentError", argument }),
      );
      expect([...out]).toEqual([7, 7, 7, 7]);
    });

    test.each([[undefined], [null], [1], [{}], [() => 1]])("a schedule that is %s", (value) => {
      const out = make().fill(7);
      expect(() => sample(value as unknown as Schedule, { out, ...chosen })).toThrow(
        expect.objectContaining({ argument: "schedule" }),
      );
      expect([...out]).toEqual([7, 7, 7, 7]);
    });
  });
});

test("what only looks like a schedule is read like foreign data", () => {
  const fake = (node: object) => Object.assign(() => 1, { node, toJSON: () => ({}) }) as unknown as Schedule;
  expect(() => sample(fake({ kind: "other" }), { count: 1 })).toThrow("root.kind");
  expect(() => sample(fake({ kind: "constant", value: Number.NaN }), { count: 1 })).toThrow("root.value");
  expectSameBits(sample(fake({ kind: "constant", value: 3 }), { count: 2 }), [3, 3]);
});

test.each([
  ["Float64Array", "wasm"],
  ["Float32Array", "wasm"],
  ["Float64Array", "host"],
  ["Float32Array", "host"],
] as const)("a %s of another realm is filled like one of ours, by %s", (name, engine) => {
  const out = runInNewContext(`new ${name}(100)`) as Float64Array;
  expect(sample(schedule, { out, engine })).toBe(out);
  const dtype = name === "Float64Array" ? "float64" : "float32";
  expect([...out]).toEqual([...sampleOnHost(schedule, { count: 100, dtype })]);
});

describe("the choice of an engine", () => {
  test.each([["gpu"], [""], [null], [1], [true]])("%j is none", (engine) => {
    const out = new Float64Array(2).fill(7);
    expect(() => sample(schedule, { out, engine } as never)).toThrow(
      expect.objectContaining({ name: "InvalidArgumentError", argument: "engine" }),
    );
    expect([...out]).toEqual([7, 7]);
  });

  test.each([[undefined], [null], [4], ["options"]])("options %s", (options) => {
    expect(() => sample(schedule, options as never)).toThrow(InvalidArgumentError);
  });
});
