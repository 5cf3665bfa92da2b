/** Arrays that were transferred, that their buffer is too short for, or whose class does as it likes. */
import * as core from "@anneal/core";
import { fromLibrary, torch } from "@anneal/interop";
import { Recorder } from "@anneal/monitor";
import { plotSvg } from "@anneal/plot";
import * as wasm from "@anneal/wasm";
import { describe, expect, it } from "vitest";
import {
  detached,
  OtherSpecies32,
  OtherSpecies64,
  outOfBounds,
  resizableBuffer,
} from "./support/array-kinds.js";

const peak = 1;
const curve = { rates: [1e-3, 1e-2, 0.1, 1], losses: [3, 2, 1, 2] };
const groups = () => ({ paramGroups: [{ lr: 0.1 }] });

describe.each([
  ["detached", (Type: Float64ArrayConstructor | Float32ArrayConstructor) => detached(new Type(2))],
  ["too long for its buffer", (Type: never) => outOfBounds(Type)],
] as const)("an array that is %s is rejected", (_, make) => {
  const f64 = () => make(Float64Array as never) as Float64Array;
  const f32 = () => make(Float32Array as never) as Float32Array;
  it.each<[string, () => unknown]>([
    ["multiStep", () => core.multiStep({ peak, milestones: f64() as never, gamma: 0.5 })],
    ["piecewiseConstant", () => core.piecewiseConstant({ boundaries: f64() as never, values: [1] })],
    ["a table", () => core.scheduleFromTree({ kind: "table", values: f64() })],
    [
      "groupedSchedule",
      () => core.groupedSchedule({ schedule: core.constant({ value: 1 }), baseRates: f64() }),
    ],
    [
      "rates",
      () =>
        core.groupedSchedule({ schedule: core.constant({ value: 1 }), baseRates: [1, 2] }).rates(1, f64()),
    ],
    ["steps", () => core.sample(core.constant({ value: 1 }), { steps: f64() })],
    ["out", () => core.sample(core.constant({ value: 1 }), { count: 0, out: f64() })],
    ["steps of wasm", () => wasm.sample(core.constant({ value: 1 }), { steps: f64() })],
    ["out of wasm", () => wasm.sample(core.constant({ value: 1 }), { count: 0, out: f32() })],
    ["a range test", () => core.analyzeRangeTest({ ...curve, losses: f64() as never })],
    [
      "initialLr",
      () => new core.LRScheduler(groups(), core.constant({ value: 1 }), { initialLr: f64() as never }),
    ],
    ["baseLr", () => fromLibrary("torch", "StepLR", { args: { step_size: 1 }, baseLr: f64() as never })],
    ["milestones of torch", () => new torch.MultiStepLR(groups(), { milestones: f64() as never })],
    ["a record", () => new Recorder({ sinks: [{ log: () => {} }] }).log({ step: 0, lr: f64() })],
    ["a recorded curve", () => plotSvg({ label: "run", steps: f64(), values: f64() })],
    ["a parameter", () => new core.AdamW([f32()])],
    ["a parameter of wasm", () => new wasm.AdamW([f32()])],
    ["a gradient", () => new core.AdamW([2]).step({ grads: [f32()] })],
    ["a gradient without values", () => new core.AdamW([0, 1]).step({ grads: [f32(), Float32Array.of(1)] })],
    ["a gradient to clip", () => core.clipGradNorm([f32()], 1)],
    [
      "a moment",
      () => {
        const optimizer = new core.AdamW([2]);
        const state = optimizer.stateDict();
        optimizer.loadStateDict({
          ...state,
          params: [{ ...(state.params[0] as core.ParameterState), slots: { expAvg: f32() } }],
        });
      },
    ],
  ])("as %s", (_title, call) => {
    expect(call).toThrow(core.InvalidArgumentError);
  });
});

describe.each([
  ["core", core.AdamW],
  ["wasm", wasm.AdamW],
] as const)("AdamW of %s", (_, AdamW) => {
  it("rejects a step once its own parameters were transferred, also where their length is stale", () => {
    // What makes Node 20 report a stale length: code that has seen arrays of resizable buffers.
    const seen = [new Float32Array(resizableBuffer(8)), new Float32Array(2)];
    const lengthOf = (values: Float32Array) => values.length;
    for (let i = 0; i < 100_000; i++) lengthOf(seen[i % 2] as Float32Array);
    const weights = Float32Array.of(1, 2);
    const optimizer = new AdamW([weights], { memory: "caller" });
    for (let i = 0; i < 1000; i++) optimizer.step({ grads: [Float32Array.of(1, 1)] });
    detached(weights);
    expect(() => optimizer.step({ grads: [Float32Array.of(1, 1)] })).toThrow(/params\[0\] must be/);
    expect(optimizer.stepCount).toBe(1000);
  });

  it("updates subclasses, shared memory and resizable buffers like any other array", () => {
    const length = 40_000;
    const kinds = [
      new Float32Array(length),
      new OtherSpecies32(length),
      new Float32Array(new SharedArrayBuffer(4 * length)),
      new Float32Array(resizableBuffer(4 * length)),
    ];
    const results = kinds.map((weights) => {
      weights.fill(0.5);
      const optimizer = new AdamW([weights], { memory: "caller", lr: 0.1 });
      const gradient = new OtherSpecies32(length).fill(2);
      optimizer.clipGradNorm(1, { grads: [gradient] });
      optimizer.step({ grads: [gradient] });
      return [...weights, ...gradient];
    });
    for (const result of results.slice(1)) expect(result).toEqual(results[0]);
    expect(results[0]?.[length - 1]).toBeLessThan(0.5);
  });
});

describe.each([
  ["core", core.sample],
  ["wasm", wasm.sample as typeof core.sample],
] as const)("sample of %s", (_, sample) => {
  it("fills a subclass", () => {
    const schedule = core.cosine({ peak, totalSteps: 3000 });
    const out = new OtherSpecies64(3000);
    expect([...sample(schedule, { out })]).toEqual([...sample(schedule, { count: 3000 })]);
  });
});
