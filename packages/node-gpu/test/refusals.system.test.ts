/** What a device refuses: the caller is told, and no wrong value is returned. */
import { constant, InvalidArgumentError } from "@anneal/core";
import { describe, expect, it } from "vitest";
import {
  borrowGpu,
  createAdamW,
  createSgd,
  createTensor,
  DeviceLostError,
  type Gpu,
  GpuSampler,
  GpuValidationError,
  readBack,
  requestGpu,
  sampleGpu,
  upload,
  write,
} from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

const USAGE = 0x80 | 0x4 | 0x8;
const four = Float32Array.of(1, 2, 3, 4);
function destroyed(gpu: Gpu): GPUBuffer {
  const buffer = createTensor(gpu, 4);
  buffer.destroy();
  return buffer;
}

await describeWithGpu("what a device refuses", (gpu) => {
  /** Lets the device say what it has refused so far: it answers in order. */
  const settle = async () => {
    gpu.device.pushErrorScope("validation");
    await gpu.device.popErrorScope();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const owners = [
    ["of one's own", () => gpu],
    ["that is borrowed", () => borrowGpu(gpu.device)],
  ] as const;

  describe.each(owners)("on a device %s", (_, owner) => {
    it("is told by the call that reads", async () => {
      const each = owner();
      const other = await requestGpu({ allowSoftware: true });
      for (const buffer of [destroyed(each), createTensor(other, 4)]) {
        await expect(readBack(each, buffer)).rejects.toThrow(GpuValidationError);
        await settle();
        expect(() => each.assertUsable()).not.toThrow();
      }
      const mapped = gpu.device.createBuffer({ size: 16, usage: USAGE, mappedAtCreation: true });
      await expect(readBack(each, mapped)).rejects.toMatchObject({ argument: "buffer.mapState" });
      other.destroy();
    });

    it("is told by a read of the optimizer, which keeps what was read before", async () => {
      const each = owner();
      const param = upload(each, four);
      const optimizer = await createSgd(each, [param], { lr: 1 });
      const before = await optimizer.read();
      param.destroy();
      await expect(optimizer.read()).rejects.toThrow(GpuValidationError);
      expect(optimizer.lastRead).toEqual(before);
      optimizer.dispose();
    });

    it("is told by the step itself, which is not counted", async () => {
      const each = owner();
      const [param, other] = [upload(each, four), upload(each, four)];
      const optimizer = await createSgd(each, [param], { lr: 1 });
      await optimizer.step({ steps: 3 });
      // Only one step at a time, and several that nobody waits for.
      const spoil = (encoder: GPUCommandEncoder) => encoder.copyBufferToBuffer(other, 0, other, 0, 1);
      await expect(optimizer.step({ encode: spoil })).rejects.toThrow(GpuValidationError);
      expect(optimizer.stepCount).toBe(3);
      const refused = [optimizer.step({ encode: spoil, steps: 70 }), optimizer.step({ encode: spoil })];
      for (const step of refused) await expect(step).rejects.toThrow(GpuValidationError);
      expect(optimizer.stepCount).toBe(3);
      await optimizer.step();
      expect((await optimizer.report()).stepCount).toBe(4);
      param.destroy();
      await expect(optimizer.step()).rejects.toThrow(GpuValidationError);
      expect(optimizer.stepCount).toBe(4);
      optimizer.dispose();
      other.destroy();
    });

    it("leaves an optimizer with the numbers of the update that is due", async () => {
      const each = owner();
      const other = upload(each, four);
      const optimizer = await createSgd(each, [1], { lr: (step) => (step < 3 ? 10 ** step : 7) });
      optimizer.writeGradients([Float32Array.of(-1)]);
      await optimizer.step();
      const spoil = (encoder: GPUCommandEncoder) => encoder.copyBufferToBuffer(other, 0, other, 0, 1);
      const flood = Array.from({ length: 6 }, () =>
        optimizer.step({ encode: spoil, steps: 50 }).catch(() => {}),
      );
      await Promise.all(flood);
      expect(optimizer.stepCount).toBe(1);
      await optimizer.step({ steps: 2 });
      expect((await optimizer.read()).params).toEqual([Float32Array.of(111)]);
      optimizer.dispose();
      other.destroy();
    });

    it("is told by an encode that finishes the encoder or leaves a pass open", async () => {
      const optimizer = await createSgd(owner(), [4], { lr: 1 });
      const misuses = [
        (encoder: GPUCommandEncoder) => void encoder.finish(),
        (encoder: GPUCommandEncoder) => void encoder.beginComputePass(),
      ];
      for (const encode of misuses) {
        await expect(optimizer.step({ encode })).rejects.toThrow(GpuValidationError);
        expect(optimizer.stepCount).toBe(0);
      }
      const later = async () => {
        await settle();
        throw new Error("of a function that nobody waits for");
      };
      const promise = optimizer.step({ encode: later });
      await expect(promise).rejects.toThrow(InvalidArgumentError);
      await expect(promise).rejects.toMatchObject({ argument: "encode" });
      await settle();
      await optimizer.step();
      expect((await optimizer.report()).stepCount).toBe(1);
      optimizer.dispose();
    });

    it("is told before an optimizer is made", async () => {
      const each = owner();
      await expect(createAdamW(each, [destroyed(each)])).rejects.toThrow(GpuValidationError);
      await expect(createAdamW(each, [{ param: 4, grad: destroyed(each) }])).rejects.toThrow(
        GpuValidationError,
      );
      const mapped = gpu.device.createBuffer({ size: 16, usage: USAGE, mappedAtCreation: true });
      const made = createAdamW(each, [4, mapped]);
      await expect(made).rejects.toMatchObject({ argument: "params[1].mapState", received: "mapped" });
      expect(() => each.assertUsable()).not.toThrow();
    });

    it("is told of what nobody waits for, at once or at the next use", async () => {
      const each = owner();
      const other = await requestGpu({ allowSoftware: true });
      const sampler = await GpuSampler.create(each, constant({ value: 1 }));
      const tensor = createTensor(other, 4);
      const calls = [
        () => write(each, destroyed(each), four),
        () => write(each, tensor, four),
        () => sampler.fill(destroyed(each), { count: 4 }),
        () => sampler.fill(tensor, { count: 4 }),
      ];
      for (const call of calls) {
        const told = async () => {
          call();
          await settle();
          each.assertUsable();
        };
        await expect(told()).rejects.toThrow(GpuValidationError);
        expect(() => each.assertUsable()).not.toThrow();
      }
      const mapped = gpu.device.createBuffer({ size: 16, usage: USAGE, mappedAtCreation: true });
      for (const call of [() => write(each, mapped, four), () => sampler.fill(mapped, { count: 4 })]) {
        expect(call).toThrow(expect.objectContaining({ argument: "buffer.mapState" }));
      }
      sampler.free();
      other.destroy();
    });

    it("names the parameter that can't be read", async () => {
      const unreadable = gpu.device.createBuffer({ size: 16, usage: 0x80 | 0x8 });
      const optimizer = await createSgd(owner(), [4, unreadable], { lr: 1 });
      await optimizer.step();
      const read = optimizer.read();
      await expect(read).rejects.toThrow(InvalidArgumentError);
      await expect(read).rejects.toThrow("params[1].usage must be one with COPY_SRC");
      optimizer.dispose();
      unreadable.destroy();
    });
  });

  it("takes values of shared memory as they are", async () => {
    const shared = () => {
      const values = new Float32Array(new SharedArrayBuffer(16));
      values.set(four);
      return values;
    };
    const buffer = upload(gpu, shared());
    expect(await readBack(gpu, buffer)).toEqual(four);
    write(gpu, buffer, shared().subarray(2), 1);
    expect(await readBack(gpu, buffer)).toEqual(Float32Array.of(1, 3, 4, 4));
    const optimizer = await createAdamW(gpu, [shared()], { lr: 1, weightDecay: 0 });
    optimizer.writeGradients([shared()]);
    await optimizer.step();
    expect((await optimizer.read()).params[0]?.[3]).toBeCloseTo(3, 3);
    const state = await optimizer.stateDict();
    const params = state.params.map((each) => ({
      ...each,
      slots: { ...each.slots, expAvg: shared() },
    }));
    optimizer.loadStateDict({ ...state, params });
    expect((await optimizer.stateDict()).params).toMatchObject([{ slots: { expAvg: four } }]);
    optimizer.dispose();
    buffer.destroy();
  });

  it.each([true, false])("rejects the step after the device was destroyed (owned: %s)", async (owned) => {
    const made = await requestGpu({ allowSoftware: true });
    const each = owned ? made : borrowGpu(made.device);
    const optimizer = await createSgd(each, [4], { lr: 1 });
    await optimizer.step();
    made.device.destroy();
    await expect(optimizer.step()).rejects.toThrow(DeviceLostError);
    await expect(optimizer.read()).rejects.toThrow(DeviceLostError);
  });

  it("hands out copies: what is done to one read shows in no other", async () => {
    const optimizer = await createSgd(gpu, [four], { lr: 1 });
    const read = await optimizer.read();
    read.params[0]?.fill(9);
    optimizer.lastRead?.params[0]?.fill(8);
    expect(optimizer.lastRead).toEqual({ stepCount: 0, params: [four] });
    optimizer.dispose();
  });

  it("samples into a buffer that the device has", async () => {
    const buffer = await sampleGpu(borrowGpu(gpu.device), constant({ value: 3 }), { count: 2 });
    expect(await readBack(gpu, buffer, 0, 2)).toEqual(Float32Array.of(3, 3));
    buffer.destroy();
  });
});
