/** Sampling on the host: which steps, into what, and what is refused. */
import { describe, expect, test } from "vitest";
import { cosine, type SampleOptions, type Schedule, sample } from "../src/index.js";
import { refusal } from "./support/refusals.js";

const schedule = cosine({ peak: 1, end: 0.1, totalSteps: 100 });

describe("sample", () => {
  test.each<[SampleOptions, readonly number[]]>([
    [{ count: 4 }, [0, 1, 2, 3]],
    [{ count: 0 }, []],
    [{ start: 98, count: 4 }, [98, 99, 100, 101]],
    [{ start: -2, count: 3 }, [-2, -1, 0]],
    [{ start: 0.5, count: 3, stride: 0.25 }, [0.5, 0.75, 1]],
    [{ start: 0.1, count: 3, stride: 0.1 }, [0.1, 0.1 + 0.1, 0.1 + 2 * 0.1]],
    [{ start: 2 ** 53 - 1, count: 2 }, [2 ** 53 - 1, 2 ** 53]],
    [{ steps: [5, 1, 5, -3.5] }, [5, 1, 5, -3.5]],
    [{ steps: Float32Array.of(0.1, 7) }, [Math.fround(0.1), 7]],
    [{ steps: Int16Array.of(-4, 4) }, [-4, 4]],
    [{ steps: { length: 2, 0: 3, 1: 4 } }, [3, 4]],
    [{ out: new Float64Array(3) }, [0, 1, 2]],
    [{ count: 2, steps: undefined }, [0, 1]],
  ])("of %j has the values of the schedule", (options, steps) => {
    const values = sample(schedule, options);
    expect(values).toBeInstanceOf(Float64Array);
    expect([...values]).toEqual(steps.map((step) => schedule(step)));
  });

  test("rounds to float32 once", () => {
    const values = sample(schedule, { count: 100, dtype: "float32" });
    expect(values).toBeInstanceOf(Float32Array);
    expect([...values]).toEqual(Array.from(sample(schedule, { count: 100 }), Math.fround));
  });

  test("fills the array that it is given, or a part of it, and returns it", () => {
    const whole = new Float32Array(10).fill(7);
    const part = whole.subarray(2, 5);
    expect(sample(schedule, { start: 10, out: part })).toBe(part);
    expect([...whole]).toEqual([
      7,
      7,
      ...[10, 11, 12].map((step) => Math.fround(schedule(step))),
      7,
      7,
      7,
      7,
      7,
    ]);
  });

  test("writes over its own steps", () => {
    const steps = Float64Array.of(3, 1, 2);
    sample(schedule, { steps, out: steps });
    expect([...steps]).toEqual([3, 1, 2].map((step) => schedule(step)));
  });
});

test("steps that lie under the values, but not in the same places, are read first", () => {
  const memory = Float64Array.of(3, 1, 2, 50);
  sample(schedule, { steps: memory.subarray(0, 3), out: memory.subarray(1) });
  expect([...memory]).toEqual([3, ...[3, 1, 2].map((step) => schedule(step))]);
});

describe("invalid input is rejected before the array changes", () => {
  const out = new Float64Array(4).fill(7);
  test.each<[string, Record<string, unknown>]>([
    ["start", { start: Number.NaN }],
    ["start", { start: Number.POSITIVE_INFINITY }],
    ["start", { start: "0" }],
    ["start", { start: null }],
    ["stride", { stride: 0 }],
    ["stride", { stride: -1 }],
    ["stride", { stride: Number.NaN }],
    ["stride", { stride: Number.POSITIVE_INFINITY }],
    ["stride", { stride: "1" }],
    ["count", { count: -1 }],
    ["count", { count: 1.5 }],
    ["count", { count: Number.NaN }],
    ["count", { count: Number.POSITIVE_INFINITY }],
    ["count", { count: "4" }],
    ["count", { count: 4n }],
    ["count", { out: undefined }],
    ["count", { count: 2 ** 53, out: undefined }],
    ["count", { count: 1e15, out: undefined, dtype: "float32" }],
    ["start + count * stride", { start: 1e308, stride: 1e308 }],
    ["out", { count: 3 }],
    ["out", { out: [1, 2, 3, 4] }],
    ["out", { out: new Int32Array(4) }],
    ["out", { out: new DataView(new ArrayBuffer(32)) }],
    ["out", { out: null }],
    ["out", { steps: [1, 2, 3] }],
    ["dtype", { dtype: "float16" }],
    ["dtype", { dtype: null }],
    ["dtype", { dtype: "float32" }],
    ["steps", { steps: 4 }],
    ["steps", { steps: null }],
    ["steps", { steps: "1234" }],
    ["steps", { steps: { length: -1 } }],
    ["steps", { steps: {} }],
    ["steps[1]", { steps: [0, Number.NaN, 2, 3] }],
    ["steps[2]", { steps: [0, 1, undefined, 3] }],
    ["steps[0]", { steps: new Array(4) }],
    ["steps[3]", { steps: [0, 1, 2, "3"] }],
    ["steps[0]", { steps: new BigInt64Array(4) }],
    ["start", { steps: [0, 1, 2, 3], start: 0 }],
    ["count", { steps: [0, 1, 2, 3], count: 4 }],
    ["stride", { steps: [0, 1, 2, 3], stride: 1 }],
    ["step", { step: 1 }],
    ["engine", { engine: "host" }],
  ])("%s: case %#", (argument, options) => {
    const error = refusal(() => sample(schedule, { out, ...options } as never));
    expect(error.argument).toBe(argument);
    expect([...out]).toEqual([7, 7, 7, 7]);
  });

  test("an array whose memory was given away", () => {
    const gone = new Float64Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(refusal(() => sample(schedule, { count: 4, out: gone })).argument).toBe("out");
  });

  test.each([[undefined], [null], [4], ["options"]])("options %s", (options) => {
    expect(refusal(() => sample(schedule, options as never)).argument).toBe("options");
  });

  test.each([[undefined], [null], [1e-3], [{}], [() => 1], [schedule.node]])("no schedule: %s", (value) => {
    expect(refusal(() => sample(value as Schedule, { count: 1 })).argument).toBe("schedule");
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [undefined], ["1"], [1n], [null]])(
    "a step of %s",
    (step) => {
      expect(refusal(() => schedule(step as number)).argument).toBe("step");
    },
  );
});
