/** What a sampler asks of its device, told by a device of plain objects. */
import { constant, cosine } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { borrowGpu, createTensor, GpuSampler, sampleGpu } from "../src/index.js";
import { fakeDevice } from "./support/fake-device.js";

describe("a sampler's calls", () => {
  it("binds a buffer once, for all its windows and every range", async () => {
    const fake = fakeDevice({ maxStorageBufferBindingSize: 4096 });
    const gpu = borrowGpu(fake.device);
    const sampler = await GpuSampler.create(gpu, cosine({ peak: 1, totalSteps: 100 }));
    const [buffer, other] = [createTensor(gpu, 2500), createTensor(gpu, 8)];
    for (let i = 0; i < 100; i++) sampler.fill(buffer, { start: i, count: 1 + 20 * i });
    expect(fake.made.bindGroups).toBe(3);
    expect(fake.bindings).toEqual([
      { offset: 0, size: 4096 },
      { offset: 4096, size: 4096 },
      { offset: 8192, size: 10_000 - 8192 },
    ]);
    sampler.fill(other, { count: 8 });
    sampler.fill(buffer, { count: 0 });
    expect(fake.made.bindGroups).toBe(4);
  });

  it("compiles a schedule once for a device, while it is one of the last", async () => {
    const [fake, other] = [fakeDevice(), fakeDevice()];
    const gpu = borrowGpu(fake.device);
    for (let i = 0; i < 5; i++) await sampleGpu(gpu, constant({ value: 1 }), { count: 8 });
    expect(fake.made.pipelines).toBe(1);
    await sampleGpu(borrowGpu(other.device), constant({ value: 1 }), { count: 8 });
    expect(other.made.pipelines).toBe(1);
    for (let value = 1; value <= 40; value++) await sampleGpu(gpu, constant({ value }), { count: 8 });
    expect(fake.made.pipelines).toBe(40);
    await sampleGpu(gpu, constant({ value: 40 }), { count: 8 });
    expect(fake.made.pipelines).toBe(40);
    await sampleGpu(gpu, constant({ value: 1 }), { count: 8 });
    expect(fake.made.pipelines).toBe(41);
  });

  it("tries again where compiling failed", async () => {
    const fake = fakeDevice();
    const { createComputePipelineAsync } = fake.device;
    const failing = Object.assign(fake.device, {
      createComputePipelineAsync: () => Promise.reject(new Error("no memory left")),
    });
    const sampled = sampleGpu(borrowGpu(failing), constant({ value: 1 }), { count: 8 });
    await expect(sampled).rejects.toThrow("no memory left");
    Object.assign(fake.device, { createComputePipelineAsync });
    expect(await sampleGpu(borrowGpu(fake.device), constant({ value: 1 }), { count: 8 })).toBeDefined();
  });
});
