import { Adam, AdamW, type adamw, clipGradNorm, cosine } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { leastGrowth } from "../../core/test/support/growth.js";
import { cases } from "../../core/test/support/random-cases.js";
import {
  borrowGpu,
  createAdam,
  createAdamW,
  createLion,
  createSgd,
  type GpuOptimizerOptions,
  readBack,
  STEP_BOUND,
  upload,
  write,
} from "../src/index.js";
import { describeWithGpu, stepBound, withLimits } from "./support/device.js";
import { lionStep, sgdStep } from "./support/loops.js";
import { apart, someNumbers } from "./support/numbers.js";

const lr = cosine({ peak: 1e-2, totalSteps: 100 });
/** Below, at and above a vector, a workgroup of single values and one of vectors. */
const sizes = [0, 1, 3, 4, 5, 255, 256, 257, 1023, 1024, 1025, 4099];

await describeWithGpu("an optimizer on a device", (gpu) => {
  const bound = stepBound(gpu);
  const options: [string, GpuOptimizerOptions<typeof adamw>][] = [
    ["the defaults", {}],
    ["AMSGrad and decay", { amsgrad: true, weightDecay: 0.1 }],
    ["another way up", { maximize: true, eps: 1e-5 }],
    ["little memory", { betas: [0.3, 0.5] }],
  ];
  it.each(options)("is AdamW with %s, for every size", async (_, given) => {
    const [params, grads] = [1, 2].map((seed) => sizes.map((size) => someNumbers(size, size + seed))) as [
      Float32Array[],
      Float32Array[],
    ];
    const optimizer = await createAdamW(gpu, params, { lr, ...given });
    const host = new AdamW(params, { lr, ...given });
    optimizer.writeGradients(grads);
    await optimizer.step({ steps: 7 });
    for (let step = 0; step < 7; step++) host.step({ grads });
    const after = await optimizer.read();
    expect(after.stepCount).toBe(7);
    for (const [i, expected] of host.params.entries()) {
      expect(apart(expected, after.params[i] as Float32Array, 7e-2)).toBeLessThanOrEqual(bound);
    }
    optimizer.dispose();
  });

  it("stays with the host over 100 steps of many values", async () => {
    // A million in nightly runs.
    const count = cases(100_000);
    const [start, gradient] = [someNumbers(count, 1), someNumbers(count, 2)];
    const optimizer = await createAdamW(gpu, [start], { lr });
    optimizer.writeGradients([gradient]);
    const host = new AdamW([start], { lr });
    for (let step = 0; step < 100; step++) {
      await optimizer.step();
      host.step({ grads: [gradient] });
    }
    const { params } = await optimizer.read();
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 1)).toBeLessThanOrEqual(bound);
    optimizer.dispose();
  });

  it("takes groups, changes of their numbers, and scaled gradients", async () => {
    const [a, b] = [someNumbers(100, 1), someNumbers(50, 2)];
    const grads = [someNumbers(100, 3), someNumbers(50, 4)];
    const groups = [{ params: [a] }, { params: [b], weightDecay: 0, lr: 1e-3 }];
    const optimizer = await createAdam(gpu, groups, { lr, weightDecay: 0.1 });
    const host = new Adam(groups, { lr, weightDecay: 0.1 });
    optimizer.writeGradients(grads);
    for (let step = 0; step < 6; step++) {
      if (step === 3) {
        for (const each of [optimizer, host]) {
          const [first, second] = each.groups as [(typeof host.groups)[0], (typeof host.groups)[0]];
          first.eps = 1e-4;
          first.betas = [0.8, 0.95];
          second.lr = (count) => 1e-3 / (1 + count);
        }
      }
      const gradScale = step === 4 ? 8 : 1;
      await optimizer.step({ gradScale });
      host.step({ grads, gradScale });
    }
    const { params } = await optimizer.read();
    for (const [i, expected] of host.params.entries()) {
      expect(apart(expected, params[i] as Float32Array, 6e-2)).toBeLessThanOrEqual(bound);
    }
    expect(() => {
      (optimizer.groups[0] as { lr: number }).lr = -1;
    }).toThrow("groups[0].lr must be");
    optimizer.dispose();
  });

  it.each([
    { momentum: 0, dampening: 0, weightDecay: 0, nesterov: false },
    { momentum: 0, dampening: 0.5, weightDecay: 0.1, nesterov: false },
    { momentum: 0.9, dampening: 0.1, weightDecay: 0.1, nesterov: false },
    { momentum: 0.9, dampening: 0, weightDecay: 0, nesterov: true },
  ])("is SGD with %o", async (sgd) => {
    const [p, g, m] = [someNumbers(1027, 1), someNumbers(1027, 2), new Float32Array(1027)];
    const optimizer = await createSgd(gpu, [p], { lr: 0.1, ...sgd });
    optimizer.writeGradients([g]);
    await optimizer.step({ steps: 5 });
    for (let step = 0; step < 5; step++) sgdStep(p, g, m, step === 0, { lr: 0.1, ...sgd });
    const { params } = await optimizer.read();
    expect(apart(p, params[0] as Float32Array, 0.5)).toBeLessThanOrEqual(bound);
    optimizer.dispose();
  });

  it("is Lion, which does not move without a gradient", async () => {
    const [p, g, m] = [someNumbers(1027, 1), someNumbers(1027, 2), new Float32Array(1027)];
    g.fill(0, 5, 10);
    const lion = { lr: 0.01, betas: [0.9, 0.99], weightDecay: 0 } as const;
    const optimizer = await createLion(gpu, [p], lion);
    optimizer.writeGradients([g]);
    await optimizer.step({ steps: 5 });
    const before = p.slice(5, 10);
    for (let step = 0; step < 5; step++) lionStep(p, g, m, lion);
    const { params } = await optimizer.read();
    expect(apart(p, params[0] as Float32Array, 0.05)).toBeLessThanOrEqual(bound);
    expect(params[0]?.slice(5, 10)).toEqual(before);
    optimizer.dispose();
  });

  it("updates borrowed buffers in place, and nothing beside them", async () => {
    const [values, gradient] = [someNumbers(16, 1), someNumbers(16, 2)];
    const [param, grad] = [upload(gpu, values), upload(gpu, gradient)];
    const optimizer = await createAdamW(gpu, [{ param, grad, length: 13 }], { lr });
    const host = new AdamW([values.slice(0, 13)], { lr });
    await optimizer.step({ steps: 3 });
    for (let step = 0; step < 3; step++) host.step({ grads: [gradient.slice(0, 13)] });
    const after = await readBack(gpu, param);
    expect(apart(host.params[0] as Float32Array, after.slice(0, 13), 3e-2)).toBeLessThanOrEqual(bound);
    expect(after.slice(13)).toEqual(values.slice(13));
    expect(await readBack(gpu, grad)).toEqual(gradient);
    optimizer.dispose();
    write(gpu, param, Float32Array.of(5));
    expect((await readBack(gpu, param, 0, 1))[0]).toBe(5);
    param.destroy();
    grad.destroy();
  });

  it("works through windows and grids of workgroups", async () => {
    const limits = { maxStorageBufferBindingSize: 4096 * 4, maxComputeWorkgroupsPerDimension: 3 };
    const small = borrowGpu(withLimits(gpu, limits));
    const [p, g] = [someNumbers(10_003, 1), someNumbers(10_003, 2)];
    const optimizer = await createAdamW(small, [p], { lr, maxNorm: 1 });
    const host = new AdamW([p], { lr });
    optimizer.writeGradients([g]);
    const expected = clipGradNorm([g], 1);
    await optimizer.step({ steps: 3 });
    for (let step = 0; step < 3; step++) host.step({ grads: [g] });
    const { params } = await optimizer.read();
    // The norm is summed up in float32, so the factor may differ in its last bits.
    expect((await optimizer.report()).gradientNorm).toBeCloseTo(expected, 3);
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 3e-2)).toBeLessThanOrEqual(
      STEP_BOUND,
    );
    optimizer.dispose();
  });

  it.each([
    ["NaN", Number.NaN],
    ["an infinity", Number.NEGATIVE_INFINITY],
  ])("leaves out and doesn't count a step with %s, without asking the host", async (_, wrong) => {
    const [p, g] = [someNumbers(1000, 1), someNumbers(1000, 2)];
    const bad = g.slice();
    bad[997] = wrong;
    const grads = [upload(gpu, g), upload(gpu, bad)] as const;
    const optimizer = await createAdamW(gpu, [p], { lr, nonFinite: "skip" });
    // Eight updates in one submission, the third and fourth of them with the bad gradient.
    await optimizer.step({
      steps: 8,
      encode: (encoder, i) => {
        const source = i === 2 || i === 3 ? grads[1] : grads[0];
        encoder.copyBufferToBuffer(source, 0, optimizer.grads[0] as GPUBuffer, 0, 4000);
      },
    });
    expect(optimizer.stepCount).toBe(8);
    expect(await optimizer.report()).toMatchObject({ stepCount: 6, skipped: 2, foundNonFinite: false });
    expect(optimizer.stepCount).toBe(6);
    await optimizer.step();
    const host = new AdamW([p], { lr });
    for (let step = 0; step < 7; step++) host.step({ grads: [g] });
    const { params } = await optimizer.read();
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 7e-2)).toBeLessThanOrEqual(bound);
    optimizer.dispose();
    for (const buffer of grads) buffer.destroy();
  });

  it("continues beyond the rows on the device, even while it skips", async () => {
    const p = someNumbers(8, 1);
    const optimizer = await createAdamW(gpu, [p], { lr: 1e-3, nonFinite: "skip", queueDepth: 2 });
    const g = someNumbers(8, 2);
    optimizer.writeGradients([g]);
    await optimizer.step({ steps: 300 });
    optimizer.writeGradients([new Float32Array(8).fill(Number.NaN)]);
    await optimizer.step({ steps: 300 });
    optimizer.writeGradients([g]);
    await optimizer.step({ steps: 300 });
    const host = new AdamW([p], { lr: 1e-3 });
    for (let step = 0; step < 600; step++) host.step({ grads: [g] });
    const { params, stepCount } = await optimizer.read();
    expect(stepCount).toBe(600);
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 0.6)).toBeLessThanOrEqual(bound);
    optimizer.dispose();
  });

  it.each([{ nonFinite: "skip" }, { maxNorm: 1 }] as const)(
    "takes parameters of no values with %o",
    async (given) => {
      const optimizer = await createAdamW(gpu, [0, new Float32Array()], given);
      await optimizer.step({ steps: 2 });
      const report = { stepCount: 2, skipped: 0, gradientNorm: 0, foundNonFinite: false };
      expect(await optimizer.report()).toEqual(report);
      expect((await optimizer.read()).params).toEqual([new Float32Array(), new Float32Array()]);
      optimizer.dispose();
    },
  );

  it("counts each request once, whatever else the device does meanwhile", async () => {
    const wrong = Float32Array.of(Number.NaN);
    const optimizer = await createAdamW(gpu, [1], { lr, nonFinite: "skip" });
    await optimizer.step({ steps: 5 });
    const state = await optimizer.stateDict();
    optimizer.writeGradients([wrong]);
    await optimizer.step({ steps: 3 });
    const reports = [optimizer.report(), optimizer.report()];
    await optimizer.step();
    for (const { stepCount } of await Promise.all(reports)) expect(stepCount).toBe(5);
    expect(optimizer.stepCount).toBe(6);
    const before = optimizer.report();
    optimizer.loadStateDict({
      ...state,
      step: 3,
      groups: state.groups.map((each) => ({ ...each, step: 3 })),
      params: state.params.map((each) => ({ ...each, step: 3 })),
    });
    expect(await before).toMatchObject({ stepCount: 5, skipped: 4 });
    expect(optimizer.stepCount).toBe(3);
    optimizer.dispose();
  });

  it("writes all gradients or none", async () => {
    const grad = gpu.device.createBuffer({ size: 16, usage: 0x80 });
    const optimizer = await createSgd(gpu, [4, { param: 4, grad }], { lr: 1 });
    const ones = new Float32Array(4).fill(1);
    expect(() => optimizer.writeGradients([ones, ones])).toThrow("one with COPY_DST");
    await optimizer.step();
    expect((await optimizer.read()).params[0]).toEqual(new Float32Array(4));
    optimizer.dispose();
    grad.destroy();
  });

  it("makes each step with the numbers of the time of its call, even if it waits", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, queueDepth: 1 });
    const [group] = optimizer.groups as [(typeof optimizer.groups)[0]];
    optimizer.writeGradients([Float32Array.of(1)]);
    const steps = [1, 10, 100, 1000].map((lr) => {
      group.lr = lr;
      return optimizer.step();
    });
    group.lr = 5;
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual([Float32Array.of(-1111)]);
    optimizer.dispose();
  });

  it("ignores gradients beyond the end of a parameter", async () => {
    const optimizer = await createSgd(gpu, [5], { lr: 1, maxNorm: 100, nonFinite: "skip" });
    const [grad] = optimizer.grads as [GPUBuffer];
    // As a kernel does that fills the whole buffer.
    write(gpu, grad, Float32Array.of(3, 3, 3, 3, 3, Number.NaN, 1e30, 7));
    await optimizer.step();
    const { gradientNorm, skipped } = await optimizer.report();
    expect([gradientNorm, skipped]).toEqual([expect.closeTo(Math.sqrt(45), 5), 0]);
    optimizer.dispose();
  });

  it("computes rates on the device, from its own count", async () => {
    const [p, g] = [someNumbers(1000, 1), someNumbers(1000, 2)];
    const groups = [{ params: [p] }, { params: [p.slice(0, 10)], lr: cosine({ peak: 1, totalSteps: 50 }) }];
    const optimizer = await createAdamW(gpu, groups, { lr, rate: "device" });
    const host = new AdamW(groups, { lr });
    optimizer.writeGradients([g, g.slice(0, 10)]);
    await optimizer.step({ steps: 60 });
    for (let step = 0; step < 60; step++) host.step({ grads: [g, g.slice(0, 10)] });
    const { params } = await optimizer.read();
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 0.6)).toBeLessThanOrEqual(
      STEP_BOUND,
    );
    expect(apart(host.params[1] as Float32Array, params[1] as Float32Array, 60)).toBeLessThanOrEqual(
      STEP_BOUND,
    );
    expect(() => {
      (optimizer.groups[0] as { lr: number }).lr = 1;
    }).toThrow("left alone");
    optimizer.dispose();
    const unknown = createAdamW(gpu, [4], { lr: () => 1, rate: "device" });
    await expect(unknown).rejects.toThrow('a schedule with rate: "device"');
  });

  it("clips to 0 if the norm overflows, and not at all below the limit", async () => {
    const optimizer = await createSgd(gpu, [8], { lr: 1, maxNorm: 2 });
    optimizer.writeGradients([new Float32Array(8).fill(3e38)]);
    await optimizer.step();
    expect((await optimizer.read()).params[0]).toEqual(new Float32Array(8));
    optimizer.writeGradients([new Float32Array(8).fill(0.5)]);
    await optimizer.step();
    expect((await optimizer.read()).params[0]).toEqual(new Float32Array(8).fill(-0.5));
    expect(await optimizer.report()).toMatchObject({ stepCount: 2, gradientNorm: Math.fround(Math.SQRT2) });
    optimizer.dispose();
  });

  it("creates nothing over thousands of steps", async () => {
    const optimizer = await createAdamW(gpu, [64], { lr });
    const calls = cases(50);
    const work = async () => {
      for (let i = 0; i < calls; i++) await optimizer.step({ steps: 100 });
      await optimizer.read();
    };
    // In CI, half a kilobyte for each of the 5,000 steps of a round would be more.
    const limit = 2 * 2 ** 20;
    expect(await leastGrowth(work, limit)).toBeLessThan(limit);
    expect(optimizer.stepCount).toBeGreaterThanOrEqual(2 * 100 * calls);
    optimizer.dispose();
  });
});

describe("the comparison", () => {
  it("can fail", () => {
    const one = Float32Array.of(1, 2);
    expect(apart(one, one, 1)).toBe(0);
    expect(apart(one, Float32Array.of(1, 2.0001), 1)).toBeGreaterThan(STEP_BOUND);
    expect(apart(one, Float32Array.of(1, Number.NaN), 1)).toBeNaN();
    expect(apart(one, Float32Array.of(1), 1)).toBeNaN();
  });
});
