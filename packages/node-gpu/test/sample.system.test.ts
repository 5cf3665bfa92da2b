/** Schedules on a device, against the host. */
import * as core from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examples } from "../../core/test/support/constructor-examples.js";
import { cases, sampled } from "../../core/test/support/random-cases.js";
import { randomTrees } from "../../core/test/support/random-trees.js";
import {
  borrowGpu,
  createTensor,
  type Gpu,
  GpuSampler,
  readBack,
  SAMPLE_BOUND,
  sampleGpu,
  toWgsl,
  upload,
} from "../src/index.js";
import { describeWithGpu, sampleBound, withLimits } from "./support/device.js";
import { errorScale } from "./support/error-scale.js";

async function valuesOf(gpu: Gpu, schedule: core.Schedule, start: number, count: number, stride = 1) {
  const buffer = await sampleGpu(gpu, schedule, { start, count, stride });
  const values = await readBack(gpu, buffer, 0, count);
  buffer.destroy();
  return values;
}

/** The largest difference from the host, as a share of the largest value of the whole. */
function worst(
  schedule: core.Schedule,
  values: Float32Array,
  start: number,
  stride = 1,
  largest = 0,
): number {
  let scale = largest;
  let error = 0;
  const host = core.sample(schedule, { start, stride, count: values.length });
  for (const [i, value] of values.entries()) {
    const expected = host[i] as number;
    scale = Math.max(scale, Math.abs(expected));
    // Math.max keeps NaN, which is no small difference.
    error = Math.max(error, Math.abs(expected - value));
  }
  return error === 0 ? 0 : error / scale;
}

type Construct = (options: unknown) => core.Schedule;
const byName = core as unknown as Readonly<Record<string, Construct>>;
const constructors = Object.entries(examples).flatMap(([name, { calls }]) =>
  calls.map((options, i) => {
    const construct = byName[name] as Construct;
    // A wave multiplies the error of the time, which float32 rounds once it is a power.
    const factor = "timeExponent" in options && "halfCycles" in options ? 2 : 1;
    return { name: `${name} ${i + 1}`, schedule: construct(options), factor };
  }),
);

const tree = core.scheduleFromTree;
const long = {
  "a warm-up and a cosine": core.warmupCosine({
    peak: 3e-4,
    end: 3e-5,
    warmupSteps: 2000,
    totalSteps: 100_000,
  }),
  "a range test over 26 octaves": core.exponential({ start: 1e-7, end: 10, totalSteps: 100_000 }),
  "growing cycles": core.cosineRestarts({
    peak: 0.1,
    firstCycleSteps: 1000,
    cycleMultiplier: 1.2,
    peakDecay: 0.9,
  }),
  "short cycles": core.cosineRestarts({ peak: 0.1, firstCycleSteps: 10, peakDecay: 0.9999 }),
  "a thousand waves": core.cosine({ peak: 1, totalSteps: 90_000, halfCycles: 1001 }),
  "many stairs": core.multiStep({
    peak: 1,
    gamma: 0.95,
    milestones: Array.from({ length: 90 }, (_, i) => i * 1000 + 7),
  }),
  "a table": tree({
    kind: "table",
    values: Array.from({ length: 999 }, (_, i) => Math.sin(i)),
    interpolation: "linear",
    start: 10,
  }),
  "a slowed staircase": tree({
    kind: "time",
    shift: 30.5,
    scale: 0.1,
    quantum: 7,
    minimum: 0,
    child: { kind: "ramp", start: 0, end: 9000, from: 1, to: 0 },
  }),
};

const fall = { kind: "ramp", start: 0, end: 1, from: 1, to: 0 };
const inEpochs = (steps: number, child: object) => ({ kind: "time", scale: 1 / steps, child });

/** Steps that come to a whole number in exact arithmetic or in that of the host, not in both. */
const roundedTimes = {
  "cycles of an epoch of 30 steps": inEpochs(30, { kind: "cycles", length: 1, child: fall }),
  "cycles of an epoch of 49 steps": inEpochs(49, { kind: "cycles", length: 1, child: fall }),
  "growing cycles of epochs": inEpochs(55, { kind: "cycles", length: 1, multiplier: 2, child: fall }),
  "whole epochs": inEpochs(49, { kind: "time", quantum: 1, child: { ...fall, end: 1000 } }),
  "a table over epochs": inEpochs(55, { kind: "table", values: Array.from({ length: 41 }, (_, i) => i % 7) }),
  "epochs that begin late": {
    kind: "time",
    shift: 10 / 3,
    scale: 1 / 7,
    minimum: 0,
    child: { kind: "cycles", length: 1, decay: 0.999, child: fall },
  },
  "tenths of a step": { kind: "cycles", length: 0.1, child: fall },
  "eleven tenths": { kind: "time", quantum: 1.1, child: { ...fall, end: 1e7 } },
};

await describeWithGpu("a schedule on a device", (gpu) => {
  const bound = sampleBound(gpu);

  it.each(sampled(constructors, 4))("$name agrees with the host", async ({ schedule, factor }) => {
    expect(worst(schedule, await valuesOf(gpu, schedule, 0, 400), 0)).toBeLessThanOrEqual(factor * bound);
  });

  it.each(sampled(Object.entries(long), 2))("%s agrees over 100,000 steps", async (_, schedule) => {
    const error = worst(schedule, await valuesOf(gpu, schedule, 0, 100_000), 0);
    expect(error).toBeLessThanOrEqual(SAMPLE_BOUND);
  });

  it.each(sampled([0.02, 0.1, 0.5, 2.5, 8, 50, 150, 500], 4))(
    "agrees for exponents of %d",
    async (exponent) => {
      const [peak, totalSteps] = [1, 100_000];
      const schedules = [
        core.cosine({ peak, totalSteps, exponent }),
        core.cosine({ peak, totalSteps, exponent, halfCycles: 101 }),
        core.polynomial({ peak, end: 0, totalSteps, power: exponent }),
        core.polynomial({ peak: 0, end: peak, totalSteps, power: exponent }),
        core.warmupCosine({ peak, warmupSteps: 7, totalSteps, exponent }),
        core.warmupPolynomial({ peak, end: 0.1, warmupSteps: 7, totalSteps, power: exponent }),
      ];
      // Every step in nightly runs.
      const stride = Math.max(1, Math.floor(totalSteps / cases(20_000)));
      const count = Math.floor(totalSteps / stride);
      for (const schedule of schedules) {
        const error = worst(schedule, await valuesOf(gpu, schedule, 0, count, stride), 0, stride);
        expect(error).toBeLessThanOrEqual(bound);
      }
      // Where the slope of small exponents is steepest.
      const long = core.cosine({ peak, totalSteps: 1e9, exponent });
      const end = await valuesOf(gpu, long, 1e9 - 100, 100);
      expect(worst(long, end, 1e9 - 100, 1, peak)).toBeLessThanOrEqual(bound);
    },
  );

  it("is exact at both ends, however odd they are", async () => {
    const schedule = core.linear({ start: 1 / 3, end: 1e-7 / 3, totalSteps: 12_345_677 });
    const [first] = await valuesOf(gpu, schedule, 0, 1);
    const [last] = await valuesOf(gpu, schedule, 12_345_677, 1);
    expect([first, last]).toEqual([Math.fround(1 / 3), Math.fround(1e-7 / 3)]);
  });

  it("distinguishes large steps that are one float32", async () => {
    const start = 2 ** 40 + 1;
    const schedule = core.piecewiseConstant({ boundaries: [start + 3, start + 4], values: [1, 2, 3] });
    expect([...(await valuesOf(gpu, schedule, start, 6))]).toEqual([1, 1, 1, 2, 3, 3]);
    const wave = tree({
      kind: "cycles",
      length: 7,
      child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: { kind: "cosine" } },
    });
    const values = await valuesOf(gpu, wave, start, 1000);
    expect(worst(wave, values, start)).toBeLessThanOrEqual(SAMPLE_BOUND);
    const ramp = core.linear({ start: 0, end: 1, totalSteps: 2 ** 52 });
    const stride = 2 ** 42 + 5;
    const far = await valuesOf(gpu, ramp, 2 ** 51, 400, stride);
    expect(worst(ramp, far, 2 ** 51, stride)).toBeLessThanOrEqual(SAMPLE_BOUND);
  });

  it.each(sampled(Object.entries(roundedTimes), 3))(
    "is where the host is at %s, by its roundings",
    async (_, node) => {
      const schedule = tree(node);
      expect(worst(schedule, await valuesOf(gpu, schedule, 0, 3000), 0)).toBeLessThanOrEqual(SAMPLE_BOUND);
      const far = await valuesOf(gpu, schedule, 1e6 + 1, 1000, 7);
      expect(worst(schedule, far, 1e6 + 1, 7, 1)).toBeLessThanOrEqual(SAMPLE_BOUND);
    },
  );

  it("is as accurate at the last steps as at the first", async () => {
    const start = 2 ** 53 - 1000;
    for (const length of [1, 7, 7001]) {
      const schedule = tree({ kind: "cycles", length, child: fall });
      const error = worst(schedule, await valuesOf(gpu, schedule, start, 1000), start, 1, 1);
      expect(error).toBeLessThanOrEqual(SAMPLE_BOUND);
    }
  });

  it("accepts a quantum that changes nothing", async () => {
    const fine = tree({ kind: "time", quantum: 1e-300, child: { ...fall, end: 10 } });
    expect(worst(fine, await valuesOf(gpu, fine, 0, 20), 0)).toBeLessThanOrEqual(SAMPLE_BOUND);
  });

  it("agrees for any tree of nodes", async () => {
    const steps = [0, 1, 2, 3, 10, 99, 100, 124, 125, 333, 500, 750, 999, 1000, 1001, 2500, 1e6, 2 ** 33 + 1];
    const buffers = steps.map(() => createTensor(gpu, 1));
    await fc.assert(
      fc.asyncProperty(randomTrees({ extremes: false, maxDepth: 3 }), async (node) => {
        // Differences between times that only a float64 can hold, and values that no float32 can.
        fc.pre(!/e-(1[3-9]|[2-9]\d|\d{3})|e\+\d{2}/.test(JSON.stringify(node)));
        const schedule = tree(node);
        const sampler = await GpuSampler.create(gpu, schedule);
        try {
          for (const [i, buffer] of buffers.entries()) {
            sampler.fill(buffer, { start: steps[i] as number, count: 1 });
          }
          const values = await Promise.all(buffers.map((buffer) => readBack(gpu, buffer, 0, 1)));
          for (const [i, step] of steps.entries()) {
            const [value = Number.NaN] = values[i] as Float32Array;
            // Times that nearly meet a boundary count as meeting it, on whichever side the host's last bit is.
            const nearby = [step, step - 2 ** -30, step + 2 ** -30].map(schedule);
            if (nearby.some((each) => !Number.isFinite(Math.fround(each)))) continue;
            const scale = Math.max(errorScale(node, nearby[0] as number), Math.abs(nearby[0] as number));
            if (scale > 1e30) continue;
            const error = Math.min(...nearby.map((each) => Math.abs(each - value)));
            if (!(error <= SAMPLE_BOUND * scale + 1e-37)) {
              expect.fail(
                `step ${step}: ${value} instead of ${nearby[0]}, scale ${scale}: ${JSON.stringify(node)}`,
              );
            }
          }
        } finally {
          sampler.free();
        }
      }),
      { numRuns: cases(50) },
    );
    for (const buffer of buffers) buffer.destroy();
  });

  it("fills buffers through windows and grids of workgroups", async () => {
    const limits = { maxStorageBufferBindingSize: 4096 * 4, maxComputeWorkgroupsPerDimension: 4 };
    const small = borrowGpu(withLimits(gpu, limits));
    const schedule = core.linear({ start: 1, end: 0, totalSteps: 20_000 });
    const values = await valuesOf(small, schedule, 5, 10_001, 2);
    expect(worst(schedule, values, 5, 2)).toBeLessThanOrEqual(SAMPLE_BOUND);
  });

  it("serves many ranges with one pipeline, into any buffer", async () => {
    const schedule = core.cosine({ peak: 1, totalSteps: 1000 });
    const sampler = await GpuSampler.create(gpu, schedule);
    const buffer = await sampleGpu(gpu, core.constant({ value: 7 }), { count: 8 });
    sampler.fill(buffer, { start: 1000, count: 2 });
    sampler.fill(buffer, { count: 1 });
    expect([...(await readBack(gpu, buffer))]).toEqual([1, 0, 7, 7, 7, 7, 7, 7]);
    const noStorage = gpu.device.createBuffer({ size: 16, usage: 0x8 });
    expect(() => sampler.fill(noStorage, { count: 1 })).toThrow("a usage with STORAGE");
    sampler.free();
    sampler.free();
    expect(() => sampler.fill(buffer, { count: 1 })).toThrow(core.FreedError);
    noStorage.destroy();
    buffer.destroy();
  });

  it("goes into another shader, beside another schedule", async () => {
    const first = toWgsl(core.cosine({ peak: 1, totalSteps: 100 }), { name: "rate" });
    const table = tree({ kind: "table", values: [5, 6, 7] });
    const second = toWgsl(table, { name: "decay", binding: 1 });
    const code = `${first.code}${second.code}
@group(0) @binding(0) var<storage, read_write> values: array<f32>;
@compute @workgroup_size(1) fn main() {
  values[0] = rate(vec2u(50u, 0u));
  values[1] = decay(vec2u(1u, 0u));
}`;
    const { device } = gpu;
    const module = device.createShaderModule({ code });
    const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
    const values = createTensor(gpu, 2);
    const lists = upload(gpu, new Float32Array(second.data.buffer));
    const entries = [values, lists].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
    pass.dispatchWorkgroups(1);
    pass.end();
    device.queue.submit([encoder.finish()]);
    const [half = Number.NaN, six] = await readBack(gpu, values, 0, 2);
    expect(Math.abs(half - 0.5)).toBeLessThanOrEqual(SAMPLE_BOUND);
    expect(six).toBe(6);
  });

  it.each([
    [{ count: -1 }, "count"],
    [{ count: 9 }, "count"],
    [{ count: 1.5 }, "count"],
    [{ count: 1, start: -1 }, "start"],
    [{ count: 1, start: 0.5 }, "start"],
    [{ count: 1, stride: 0 }, "stride"],
    [{ count: 2, start: 2 ** 53 - 1 }, "start + count * stride"],
    [{ count: 1, steps: 3 }, "steps"],
    [{}, "count"],
  ])("refuses the range %o", async (range, argument) => {
    const sampler = await GpuSampler.create(gpu, core.constant({ value: 1 }));
    const buffer = await sampleGpu(gpu, core.constant({ value: 7 }), { count: 8 });
    expect(() => sampler.fill(buffer, range as never)).toThrow(expect.objectContaining({ argument }));
    expect([...(await readBack(gpu, buffer))]).toEqual(Array(8).fill(7));
    sampler.free();
    buffer.destroy();
  });
});

describe("the comparison", () => {
  const schedule = core.linear({ start: 1, end: 0, totalSteps: 4 });
  it("can fail", () => {
    expect(worst(schedule, Float32Array.of(1, 0.75, 0.5), 0)).toBe(0);
    expect(worst(schedule, Float32Array.of(1, 0.75001, 0.5), 0)).toBeGreaterThan(SAMPLE_BOUND);
    expect(worst(schedule, Float32Array.of(1, Number.NaN, 0.5), 0)).toBeNaN();
  });
});
