/** A prepared sampler is `sample` with memory of its own: the same bits, even when both are used in turns. */
import {
  cosine,
  InvalidArgumentError,
  sample as sampleOnHost,
  scheduleFromTree,
  warmupCosine,
} from "@anneal/core";
import { beforeEach, expect, test, vi } from "vitest";
import { prepareSample, sample, sampleArray } from "../src/index.js";
import { encode } from "../src/sample/encode.js";
import { expectSameBits } from "./support/same-bits.js";

vi.mock("../src/sample/encode.js", { spy: true });

const lr = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 2000, totalSteps: 100_000 });
const other = cosine({ peak: 1, totalSteps: 777 });

beforeEach(() => {
  vi.mocked(encode).mockClear();
});

const encodings = (node: unknown) => vi.mocked(encode).mock.calls.filter(([root]) => root === node).length;

test("it has the bits of sample, of every range, type and steps", () => {
  const prepared = prepareSample(lr);
  for (const options of [
    { count: 0 },
    { count: 40_000 },
    { start: -5, stride: 0.5, count: 100 },
    { start: 1990, count: 20, dtype: "float32" as const },
    { steps: [0, 2.5, 1e9, -3] },
  ]) {
    expectSameBits(prepared.sample({ ...options, engine: "wasm" }), sampleOnHost(lr, options));
    expectSameBits(prepared.sample({ ...options, engine: "host" }), sampleOnHost(lr, options));
  }
});

test("schedules that take turns are not written anew", () => {
  const prepared = prepareSample(lr);
  prepared.sample({ count: 10 });
  vi.mocked(encode).mockClear();
  for (let turn = 0; turn < 5; turn++) {
    sample(other, { count: 10 });
    expectSameBits(prepared.sample({ count: 10 }), sampleOnHost(lr, { count: 10 }));
  }
  expect(encodings(lr.node)).toBe(0);
});

test("a program larger than usual fits, and an array in the module's memory is filled in place", () => {
  const values = Array.from({ length: 50_000 }, (_, i) => i / 50_000);
  const table = scheduleFromTree({ kind: "table", values });
  expectSameBits(prepareSample(table).sample({ count: 50_000 }), values);
  const out = sampleArray(100);
  expect(prepareSample(lr).sample({ out })).toBe(out);
  expectSameBits(out, sampleOnHost(lr, { count: 100 }));
});

test("after dispose it prepares anew, and again only once", () => {
  const prepared = prepareSample(lr);
  prepared.dispose();
  prepared.sample({ count: 3 });
  prepared.dispose();
  prepared.dispose();
  vi.mocked(encode).mockClear();
  for (let i = 0; i < 3; i++) {
    expectSameBits(prepared.sample({ start: i, count: 30 }), sampleOnHost(lr, { start: i, count: 30 }));
  }
  expect(encodings(lr.node)).toBeGreaterThan(0);
  const first = encodings(lr.node);
  prepared.sample({ count: 3 });
  expect(encodings(lr.node)).toBe(first);
});

test("what sample refuses is refused, and out stays as it was", () => {
  const prepared = prepareSample(lr);
  const out = new Float64Array(2).fill(7);
  expect(() => prepared.sample({ out, start: Number.NaN })).toThrow(InvalidArgumentError);
  expect(() => prepared.sample(null as never)).toThrow(/options must be/);
  expect(out).toEqual(Float64Array.of(7, 7));
  expect(() => prepareSample((() => 1) as never)).toThrow(/schedule must be/);
});
