/** What an optimizer on a device refuses, saves and survives. */

import { runInNewContext } from "node:vm";
import { AdamW, cosine, FreedError, InvalidArgumentError, LRScheduler } from "@anneal/core";
import { expect, it } from "vitest";
import {
  borrowGpu,
  createAdamW,
  createLion,
  createSgd,
  createTensor,
  DeviceLostError,
  GpuValidationError,
  readBack,
  requestGpu,
  upload,
  write,
} from "../src/index.js";
import { describeWithGpu, stepBound } from "./support/device.js";
import { apart, someNumbers } from "./support/numbers.js";

const lr = cosine({ peak: 1e-2, totalSteps: 100 });

await describeWithGpu("the state of an optimizer on a device", (gpu) => {
  const bound = stepBound(gpu);
  it("refuses buffers of another device, also on one that is borrowed", async () => {
    const other = await requestGpu({ allowSoftware: true });
    const foreign = createTensor(other, 8);
    for (const each of [gpu, borrowGpu(gpu.device)]) {
      await expect(createAdamW(each, [foreign])).rejects.toThrow(GpuValidationError);
    }
    expect(() => gpu.assertUsable()).not.toThrow();
    other.destroy();
  });

  it("refuses invalid options before anything is created", async () => {
    const buffer = createTensor(gpu, 4);
    const noStorage = gpu.device.createBuffer({ size: 16, usage: 0x8 });
    const cases: [unknown, unknown, string][] = [
      [[], {}, "params"],
      [[-1], {}, "params[0]"],
      [[1.5], {}, "params[0]"],
      [[{ param: buffer, length: 5 }], {}, "length"],
      [[{ param: 4, grad: createTensor(gpu, 0), length: 8 }], {}, "length"],
      [[noStorage], {}, "params[0].usage"],
      [[buffer, buffer], {}, "parameter 1"],
      [[4], { lr: Number.NaN }, "lr"],
      [[4], { queueDepth: 0 }, "queueDepth"],
      [[4], { maxNorm: Number.POSITIVE_INFINITY }, "maxNorm"],
      [[4], { maxNorm: -1 }, "maxNorm"],
      [[4], { nonFinite: "throw" }, "nonFinite"],
      [[4], { momentum: 0.9 }, "momentum"],
      [[{ params: [4], beta: 1 }], {}, "params[0].beta"],
    ];
    for (const [params, given, argument] of cases) {
      const promise = createAdamW(gpu, params as never, given as never);
      await expect(promise).rejects.toThrow(InvalidArgumentError);
      await expect(promise).rejects.toMatchObject({ argument });
    }
    await expect(createSgd(gpu, [4], { nesterov: true })).rejects.toMatchObject({ argument: "momentum" });
    const optimizer = await createAdamW(gpu, [4]);
    expect(() => optimizer.writeGradients([new Float32Array(5)])).toThrow(InvalidArgumentError);
    expect(() => optimizer.writeGradients([])).toThrow(InvalidArgumentError);
    const elsewhere: Float32Array = runInNewContext("Float32Array.of(1, 2, 3, 4)");
    optimizer.writeGradients([elsewhere]);
    const ofElsewhere = await createAdamW(gpu, [elsewhere]);
    expect((await ofElsewhere.read()).params).toEqual([Float32Array.of(1, 2, 3, 4)]);
    ofElsewhere.dispose();
    const gone = new Float32Array(4);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    await expect(createAdamW(gpu, [gone])).rejects.toMatchObject({ argument: "params[0]" });
    for (const bad of [
      { steps: 0 },
      { gradScale: 0 },
      { gradScale: 1e-46 },
      { gradScale: 2 ** 127 },
      { encode: 1 },
      { grads: [] },
    ]) {
      await expect(optimizer.step(bad as never)).rejects.toThrow(InvalidArgumentError);
    }
    expect((await optimizer.read()).stepCount).toBe(0);
    optimizer[Symbol.dispose]();
    optimizer.dispose();
    await expect(optimizer.step()).rejects.toThrow(FreedError);
    await expect(optimizer.read()).rejects.toThrow(FreedError);
    buffer.destroy();
    noStorage.destroy();
  });

  it("refuses numbers that no float32 holds", async () => {
    const large = 1e39;
    for (const name of ["lr", "weightDecay", "eps"] as const) {
      await expect(createAdamW(gpu, [4], { [name]: large })).rejects.toMatchObject({ argument: name });
    }
    for (const name of ["momentum", "dampening"] as const) {
      await expect(createSgd(gpu, [4], { [name]: large })).rejects.toMatchObject({ argument: name });
    }
    const optimizer = await createAdamW(gpu, [4], { lr: (count) => (count === 0 ? 1e39 : 1) });
    const [group] = optimizer.groups as [(typeof optimizer.groups)[0]];
    await expect(optimizer.step()).rejects.toMatchObject({ argument: "groups[0].lr(0)", received: large });
    for (const name of ["lr", "weightDecay", "eps"] as const) {
      expect(() => {
        group[name] = large;
      }).toThrow(expect.objectContaining({ argument: `groups[0].${name}` }));
    }
    // Each of them fits, what follows from them doesn't.
    group.lr = 1e20;
    group.weightDecay = 1e20;
    await expect(optimizer.step()).rejects.toThrow("groups[0].lr(0) must be so small that the product");
    group.weightDecay = 0;
    const state = await optimizer.stateDict();
    for (const name of ["lr", "weightDecay", "eps"] as const) {
      const groups = state.groups.map((each) => ({ ...each, [name]: large }));
      const load = () => optimizer.loadStateDict({ ...state, groups });
      expect(load).toThrow(expect.objectContaining({ argument: `state.groups[0].${name}` }));
    }
    expect([group.lr, group.weightDecay, group.eps]).toEqual([1e20, 0, 1e-8]);
    expect((await optimizer.read()).params).toEqual([new Float32Array(4)]);
    optimizer.dispose();
  });

  it("continues from the state of another engine, and the other way around", async () => {
    const [p, g] = [someNumbers(100, 1), someNumbers(100, 2)];
    const given = { lr, weightDecay: 0.1, amsgrad: true };
    const host = new AdamW([p], { ...given, memory: "resident" });
    for (let step = 0; step < 300; step++) host.step({ grads: [g] });
    const optimizer = await createAdamW(gpu, [host.params[0] as Float32Array], { ...given, eps: 1 });
    await optimizer.step();
    optimizer.loadStateDict(host.stateDict());
    write(gpu, optimizer.params[0] as GPUBuffer, host.params[0] as Float32Array);
    optimizer.writeGradients([g]);
    await optimizer.step({ steps: 5 });
    for (let step = 0; step < 5; step++) host.step({ grads: [g] });
    const { params, stepCount } = await optimizer.read();
    expect(stepCount).toBe(305);
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 5e-2)).toBeLessThanOrEqual(bound);
    const state = await optimizer.stateDict();
    if (bound === 0) expect(state).toEqual(host.stateDict());
    host.loadStateDict(state);

    const uneven = host.stateDict();
    const broken = { ...uneven, params: uneven.params.map((each) => ({ ...each, step: 3 })) };
    expect(() => optimizer.loadStateDict(broken)).toThrow(InvalidArgumentError);
    expect(await optimizer.stateDict()).toEqual(state);
    optimizer.dispose();
  });

  it.each([
    ["SGD", createSgd, { lr: 0.1, momentum: 0.9 }],
    ["SGD without momentum", createSgd, { lr: 0.1 }],
    ["Lion", createLion, { lr: 0.01, weightDecay: 0.1 }],
  ] as const)("resumes %s as if it had never stopped", async (_, create, given) => {
    const [p, g] = [someNumbers(100, 1), someNumbers(100, 2)];
    const first = await create(gpu, [p], given);
    first.writeGradients([g]);
    await first.step({ steps: 3 });
    const [state, { params }] = await Promise.all([first.stateDict(), first.read()]);
    await first.step({ steps: 3 });
    const second = await create(gpu, [...params], { ...given, lr: 1 });
    second.writeGradients([g]);
    for (const broken of [
      null,
      { ...state, step: -1 },
      { ...state, params: [] },
      { ...state, groups: state.groups.map((group) => ({ ...group, rule: "Adam" })) },
      { ...state, groups: state.groups.map(({ lr: _, ...group }) => group) },
    ]) {
      expect(() => second.loadStateDict(broken as never)).toThrow(InvalidArgumentError);
    }
    second.loadStateDict(state);
    await second.step({ steps: 3 });
    expect((await second.read()).params).toEqual((await first.read()).params);
    expect(await second.stateDict()).toEqual(await first.stateDict());
    if (create === createSgd && state.params[0]?.slots.momentumBuffer !== undefined) {
      const plain = await createSgd(gpu, [100]);
      expect(() => plain.loadStateDict(state)).toThrow("was created without momentumBuffer");
      plain.dispose();
    }
    first.dispose();
    second.dispose();
  });

  it("reads a consistent state while steps continue", async () => {
    const optimizer = await createSgd(gpu, [someNumbers(1000, 1), someNumbers(10, 2)], { lr: 1 });
    optimizer.writeGradients([new Float32Array(1000).fill(1), new Float32Array(10).fill(1)]);
    const before = optimizer.read();
    const step = optimizer.step();
    const after = optimizer.read();
    expect([(await before).stepCount, (await after).stepCount]).toEqual([0, 1]);
    await step;
    const moved = (await before).params[1]?.map((value) => Math.fround(value - 1));
    expect((await after).params[1]).toEqual(moved);
    optimizer.dispose();
  });

  it("refuses copies that the device would reject", async () => {
    const readable = gpu.device.createBuffer({ size: 16, usage: 0x80 | 0x4 });
    expect(() => write(gpu, readable, new Float32Array(4))).toThrow("one with COPY_DST");
    const writable = gpu.device.createBuffer({ size: 16, usage: 0x80 | 0x8 });
    await expect(readBack(gpu, writable)).rejects.toThrow("one with COPY_SRC");
    for (const values of [new Float64Array(2), [1, 2], null, structuredClone(new Float32Array(2).buffer)]) {
      expect(() => upload(gpu, values as never)).toThrow(expect.objectContaining({ argument: "values" }));
      expect(() => write(gpu, writable, values as never)).toThrow(InvalidArgumentError);
    }
    await expect(readBack(gpu, null as never)).rejects.toMatchObject({ argument: "buffer" });
    await expect(readBack(gpu, readable, 3, 2)).rejects.toThrow("start + length must be at most 4");
    readable.destroy();
    writable.destroy();
  });

  it("carries the initial rate, and tells its schedulers when a state is loaded", async () => {
    const half = cosine({ peak: 1, totalSteps: 100 });
    for (const create of [createAdamW, createLion] as const) {
      const run = await create(gpu, [4], { lr: 1e-2 });
      const scheduler = new LRScheduler(run, half, { relative: true });
      for (let i = 0; i < 3; i++) {
        await run.step();
        scheduler.step();
      }
      const saved = await run.stateDict();
      expect(saved.groups[0]).toMatchObject({ lr: 1e-2 * half(3), initialLr: 1e-2 });
      const restored = await create(gpu, [4], { lr: 1e-2 });
      const resumed = new LRScheduler(restored, half, { relative: true });
      resumed.loadStateDict(scheduler.stateDict());
      restored.loadStateDict(saved);
      expect([resumed.lastEpoch, restored.groups[0]?.lr]).toEqual([3, 1e-2 * half(3)]);
      const other = await create(gpu, [4], { lr: 1e-3 });
      other.loadStateDict(saved);
      const kept = new LRScheduler(other, half, { relative: true });
      expect(() => kept.step()).toThrow(expect.objectContaining({ argument: "initialLr" }));
      kept.loadStateDict(scheduler.stateDict(), { policy: "keep" });
      expect(other.groups[0]).toMatchObject({ lr: 1e-3 * half(3), initialLr: 1e-3 });
      for (const optimizer of [run, restored, other]) optimizer.dispose();
    }
  });

  it("rejects after the device is lost, and keeps the last values read", async () => {
    const own = await requestGpu({ allowSoftware: true });
    const optimizer = await createAdamW(own, [someNumbers(8, 1)], { lr });
    await optimizer.step();
    const read = await optimizer.read();
    const pending = optimizer.read();
    own.destroy();
    await expect(pending).rejects.toThrow(DeviceLostError);
    await expect(optimizer.step()).rejects.toThrow(DeviceLostError);
    await expect(optimizer.read()).rejects.toThrow(DeviceLostError);
    expect(optimizer.lastRead).toEqual(read);
    const again = await createAdamW(gpu, [...read.params], { lr });
    expect((await again.read()).params).toEqual(read.params);
    again.dispose();
  });
});
