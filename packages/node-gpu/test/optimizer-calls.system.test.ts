/** What an optimizer asks of its device, told by a device of plain objects. */
import { cosine, FreedError, scheduleFromTree } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { borrowGpu, createAdamW, DeviceLostError, GpuValidationError, requestGpu } from "../src/index.js";
import { fakeDevice, fakeGpu } from "./support/fake-device.js";

/** How many numbers the row of AdamW has. */
const ROW_LENGTH = 12;

/** Lets promises that are due be fulfilled. */
const settle = () => new Promise((resolve) => setTimeout(resolve));

describe("an optimizer's calls", () => {
  it("creates everything once: 10,000 steps only encode", async () => {
    const fake = fakeDevice();
    const gpu = borrowGpu(fake.device);
    const optimizer = await createAdamW(gpu, [1000, 2000, 7], { lr: cosine({ peak: 1, totalSteps: 100 }) });
    const before = { ...fake.made };
    // Update kernels of one shader share a pipeline; beginning has its own.
    expect(before.pipelines).toBe(2);
    for (let i = 0; i < 200; i++) {
      await optimizer.step({ steps: 50 });
      fake.finishWork();
    }
    expect(fake.made).toEqual({ ...before, encoders: before.encoders + 200 });
    expect(fake.dispatches).toHaveLength(10_000 * 4);
    const made = before.buffers;
    optimizer.dispose();
    optimizer.dispose();
    expect(fake.destroyed).toHaveLength(made);
  });

  it("writes as many rows ahead as the rates have been the same", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 1000 });
    const rowsWritten = async (steps: number, before: (step: number) => void = () => {}) => {
      fake.writes.length = 0;
      for (let step = 0; step < steps; step++) {
        before(step);
        await optimizer.step();
      }
      expect(fake.writes.every(([label]) => label === "anneal rows")).toBe(true);
      return fake.writes.map(([, length]) => length / ROW_LENGTH);
    };
    expect(await rowsWritten(100)).toEqual([1, 2, 4, 8, 16, 32, 32, 32]);
    const [group] = optimizer.groups as [(typeof optimizer.groups)[0]];
    const changed = await rowsWritten(50, (step) => {
      group.lr = 1 / (step + 1);
    });
    expect(changed).toEqual(Array(50).fill(1));
    expect(await rowsWritten(7)).toEqual([2, 4, 8]);
  });

  it("skips steps without waiting: it queries the device while steps continue", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { nonFinite: "skip" });
    const buffers = fake.made.buffers;
    for (let step = 1; step <= 1000; step++) {
      const before = fake.dispatches.length;
      const made = optimizer.step();
      // At once, not after an answer of the device.
      expect(fake.dispatches.length).toBe(before + 3);
      await made;
      // Every tenth one is left out.
      fake.held[0] = step - Math.floor(step / 10);
      fake.finishWork();
      await settle();
    }
    expect(optimizer.stepCount).toBeLessThan(1000);
    expect(fake.made.buffers - buffers).toBeLessThan(1000 / 50);
    expect(fake.destroyed).toHaveLength(fake.made.buffers - buffers);
    optimizer.dispose();
  });

  it("makes up to 64 updates in one submission", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8]);
    for (const [steps, submissions] of [
      [64, 1],
      [65, 2],
      [100, 2],
    ] as const) {
      fake.submissions = 0;
      await optimizer.step({ steps });
      expect(fake.submissions).toBe(submissions);
      fake.finishWork();
    }
  });

  it("binds a large parameter in windows, each in a grid that the device takes", async () => {
    const fake = fakeDevice();
    // 1.5 GB: beyond twelve bindings of 128 MiB, and beyond 65,535 workgroups were it one.
    const length = 400_000_001;
    const optimizer = await createAdamW(borrowGpu(fake.device), [length]);
    const windows = fake.bindings.filter((_, i) => i % 4 === 0);
    expect(windows).toHaveLength(12);
    let next = 0;
    for (const { offset, size } of windows) {
      expect(offset).toBe(next);
      expect(offset % 256).toBe(0);
      expect(size).toBeLessThanOrEqual(2 ** 27);
      next = offset + size;
    }
    expect(next).toBe(Math.ceil(length / 4) * 16);
    await optimizer.step();
    expect(fake.dispatches).toHaveLength(13);
    expect(fake.dispatches[1]).toEqual([32768, 1]);
  });

  it("folds a dispatch beyond 65,535 workgroups into a nearly square grid", async () => {
    const fake = fakeDevice({ maxStorageBufferBindingSize: 2 ** 31 });
    const optimizer = await createAdamW(borrowGpu(fake.device), [400_000_000]);
    await optimizer.step();
    const [x = 0, y = 0] = fake.dispatches[1] ?? [];
    expect(Math.max(x, y)).toBeLessThan(65536);
    expect(x * y * 1024).toBeGreaterThanOrEqual(400_000_000);
    expect(Math.abs(x - y)).toBeLessThanOrEqual(1);
  });

  it("refuses a parameter beyond the largest buffer, and frees everything", async () => {
    const fake = fakeDevice({ maxBufferSize: 1000 });
    const promise = createAdamW(borrowGpu(fake.device), [10, 1000]);
    await expect(promise).rejects.toThrow("length must be at most 250, the largest buffer of this device");
    expect(fake.destroyed).toHaveLength(fake.made.buffers);
    expect(fake.openScopes).toBe(0);
  });

  it("reports that memory is exhausted, and frees everything", async () => {
    const fake = fakeDevice();
    fake.scopedError = { message: "no memory left" };
    const promise = createAdamW(borrowGpu(fake.device), [1000]);
    await expect(promise).rejects.toThrow(new GpuValidationError("no memory left"));
    expect(fake.destroyed).toHaveLength(fake.made.buffers);
    expect(fake.openScopes).toBe(0);
  });

  it("submits immediately, and resolves in order while queueDepth submissions are in flight", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 4 });
    const done: number[] = [];
    const steps = Array.from({ length: 10 }, (_, i) => optimizer.step().then(() => done.push(i)));
    await settle();
    expect(fake.submissions).toBe(10);
    expect(done).toEqual([0, 1, 2, 3]);
    for (let i = 0; i < 5; i++) {
      fake.finishWork();
      await settle();
    }
    await Promise.all(steps);
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(optimizer.stepCount).toBe(10);
  });

  it("rejects the steps that wait when the device is lost, and all later ones", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 1 });
    await optimizer.step();
    const waiting = [optimizer.step(), optimizer.step()];
    const outcomes = Promise.allSettled(waiting);
    await settle();
    fake.lose("unknown", "reset");
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(DeviceLostError) });
    }
    await expect(optimizer.step()).rejects.toThrow("the GPU device was lost (unknown): reset");
    expect(fake.submissions).toBe(3);
  });

  it("submits no more of a long step than fits into the queue", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 2 });
    const long = optimizer.step({ steps: 64 * 5 });
    for (const submissions of [2, 4, 5]) {
      await settle();
      expect(fake.submissions).toBe(submissions);
      fake.finishWork();
    }
    await long;
  });

  it("rejects the steps with updates left to submit when it is freed", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 1 });
    const waiting = [optimizer.step({ steps: 65 }), optimizer.step()];
    const outcomes = Promise.allSettled(waiting);
    await settle();
    optimizer.dispose();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(FreedError) });
    }
    expect(fake.submissions).toBe(1);
  });

  it("keeps a step that was submitted when it is freed", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], { queueDepth: 1 });
    const steps = [optimizer.step(), optimizer.step()];
    await settle();
    optimizer.dispose();
    await Promise.all(steps);
  });

  it("rejects the next step with the error of the device", async () => {
    const fake = fakeDevice();
    const gpu = await requestGpu({ gpu: fakeGpu(fake).gpu });
    const optimizer = await createAdamW(gpu, [8]);
    fake.refuse("out of memory");
    await expect(optimizer.step()).rejects.toThrow(new GpuValidationError("out of memory"));
    await optimizer.step();
    expect(fake.submissions).toBe(1);
  });

  it("evaluates no rate of a step that was not requested", async () => {
    const falling = { kind: "ramp", start: 0, end: 40, from: 1, to: 0, after: "extend" };
    const optimizer = await createAdamW(borrowGpu(fakeDevice().device), [8], {
      lr: scheduleFromTree(falling),
    });
    for (const steps of [33, 8]) await optimizer.step({ steps });
    await expect(optimizer.step()).rejects.toThrow("groups[0].lr(41) must be a finite number of at least 0");
    expect(optimizer.stepCount).toBe(41);
  });

  it("submits nothing of a step with an invalid rate", async () => {
    const fake = fakeDevice();
    const optimizer = await createAdamW(borrowGpu(fake.device), [8], {
      lr: (step) => (step === 1 ? Number.NaN : 1),
    });
    await optimizer.step();
    await expect(optimizer.step()).rejects.toThrow(
      "groups[0].lr(1) must be a finite number of at least 0; got NaN",
    );
    expect([fake.submissions, optimizer.stepCount]).toEqual([1, 1]);
  });
});
