/** A prepared schedule: the same values as one that is not, one trace, and nothing left after dispose. */
import { cosine, sample, scheduleFromTree, warmupCosine } from "@anneal/core";
import { jit, traceable } from "@anneal/jax";
import { jit as jaxJit, numpy as np, vmap } from "@jax-js/jax";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { traceSchedule } from "../src/trace/node.js";
import { useDevice } from "./support/devices.js";
import { referencesKept } from "./support/live-buffers.js";

vi.mock("../src/trace/node.js", { spy: true });

const lr = warmupCosine({ peak: 1e-3, end: 1e-5, warmupSteps: 100, totalSteps: 1000 });
const int32 = (values: number[] | number) => np.array(values, { dtype: np.int32 });
const traces = () => vi.mocked(traceSchedule).mock.calls.length;

describe.each(["wasm", "cpu"] as const)("on %s", (device) => {
  beforeEach(async () => {
    await useDevice(device);
    vi.mocked(traceSchedule).mockClear();
  });

  test("one trace serves every count, with the values of the schedule that is not prepared", () => {
    const prepared = jit(lr);
    const got = [0, 7, 100, 555, 1000, 4000].map((count) => prepared(int32(count)).js() as number);
    expect(traces()).toBe(1);
    const plain = traceable(lr)(int32([0, 7, 100, 555, 1000, 4000])).js() as number[];
    for (const [i, value] of plain.entries()) expect(Math.abs((got[i] as number) - value)).toBeLessThan(1e-9);
    prepared.dispose();
  });

  test("it traces into another jit and into vmap", () => {
    const prepared = jit(lr);
    const step = jaxJit((count: np.Array) => prepared(count).mul(2));
    for (const count of [3, 300, 900]) {
      expect(Math.abs((step(int32(count)).js() as number) - 2 * lr(count))).toBeLessThan(2e-9);
    }
    expect(traces()).toBe(1);
    step.dispose();
    const mapped = vmap((count: np.Array) => prepared(count))(int32([3, 300])).js() as number[];
    expect(Math.abs((mapped[1] as number) - lr(300))).toBeLessThan(1e-9);
    prepared.dispose();
  });

  test("nothing is left after dispose, and it can still be called", () => {
    // A table is an array that the trace holds.
    const values = Array.from({ length: 40 }, (_, i) => 1 / (i + 1));
    const table = scheduleFromTree({ kind: "table", values, interpolation: "linear" });
    for (const schedule of [table, cosine({ peak: 1, totalSteps: 50 })]) {
      const kept = referencesKept(() => {
        const prepared = jit(schedule);
        prepared(int32(3)).dispose();
        prepared.dispose();
        prepared.dispose();
        expect(prepared(int32(20)).js()).toBeCloseTo(schedule(20), 6);
        expect(prepared({ count: 1 })).toEqual(Float64Array.of(1));
        prepared.dispose();
      });
      expect(kept).toBe(0);
      expect(traces()).toBe(2);
      vi.mocked(traceSchedule).mockClear();
    }
  });
});

test("numbers, typed arrays and ranges have the host's bits", () => {
  const prepared = jit(lr);
  expect(prepared(7.25)).toBe(lr(7.25));
  expect(prepared(Int32Array.of(0, 100, 550))).toEqual(Float64Array.of(lr(0), lr(100), lr(550)));
  for (const range of [
    { start: 90, count: 200, stride: 2 },
    { count: 20, dtype: "float32" as const },
  ]) {
    expect(prepared(range)).toEqual(sample(lr, range));
  }
});

test("it is a schedule for the rest of anneal, and refuses what is none", () => {
  const prepared = jit(lr);
  expect(JSON.stringify(prepared)).toBe(JSON.stringify(lr));
  expect(jit(prepared)(5)).toBe(lr(5));
  expect(() => prepared([1, 2] as never)).toThrow(/count must be/);
  expect(() => jit(((count: number) => count) as never)).toThrow(/schedule must be/);
});
