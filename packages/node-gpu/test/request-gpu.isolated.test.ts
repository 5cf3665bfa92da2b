/** Asking for a device, and what is known of it: no hardware needed. */
import { constant, InvalidArgumentError } from "@anneal/core";
import { describe, expect, it, vi } from "vitest";
import {
  borrowGpu,
  createAdamW,
  createTensor,
  DeviceLostError,
  GpuUnavailableError,
  GpuValidationError,
  readBack,
  requestGpu,
  sampleGpu,
  upload,
  useAsNavigatorGpu,
} from "../src/index.js";
import { fakeDevice, fakeGpu } from "./support/fake-device.js";

describe("requestGpu", () => {
  it("requests the adapter's limits and identifies the device", async () => {
    const { gpu: source, asked } = fakeGpu(fakeDevice(), { vendor: "acme", architecture: "rocket" });
    const gpu = await requestGpu({ gpu: source, powerPreference: "high-performance" });
    expect(asked[0]).toEqual({ powerPreference: "high-performance" });
    expect(asked[1]).toMatchObject({
      requiredLimits: { maxBufferSize: 2 ** 32, maxStorageBuffersPerShaderStage: 10 },
    });
    expect(gpu.identity).toEqual({
      vendor: "acme",
      architecture: "rocket",
      description: "",
      software: false,
    });
    expect(gpu.owned).toBe(true);
  });

  it("requests every limit of the adapter", async () => {
    const { gpu: source, asked } = fakeGpu(fakeDevice());
    await requestGpu({ gpu: source });
    expect(asked[1]).toEqual({
      requiredLimits: {
        maxBufferSize: 2 ** 32,
        maxStorageBufferBindingSize: 2 ** 27,
        minStorageBufferOffsetAlignment: 256,
        maxComputeWorkgroupsPerDimension: 65535,
        maxStorageBuffersPerShaderStage: 10,
        maxComputeInvocationsPerWorkgroup: 1024,
        maxComputeWorkgroupSizeX: 1024,
        maxComputeWorkgroupStorageSize: 32768,
        maxBindGroups: 7,
      },
    });
  });

  it("says what to do if the adapter or the device is refused, and why", async () => {
    const { gpu: working } = fakeGpu(fakeDevice());
    const adapter = (await working.requestAdapter()) as GPUAdapter;
    const used = new Error("the adapter is consumed");
    const consumed = {
      requestAdapter: async () =>
        Object.assign(Object.create(adapter), { requestDevice: () => Promise.reject(used) }),
    };
    const broken = {
      requestAdapter: () => {
        throw used;
      },
    };
    for (const source of [consumed, broken]) {
      const promise = requestGpu({ gpu: source });
      await expect(promise).rejects.toThrow(GpuUnavailableError);
      await expect(promise).rejects.toThrow(/the adapter is consumed.*libvulkan1/);
      await expect(promise).rejects.toMatchObject({ cause: used });
    }
  });

  it.each([["adapter=none of this name"], ["backend=foo"], ["zzz"]])(
    "has an error for the flag %s",
    async (flag) => {
      const error: unknown = await requestGpu({ flags: [flag], allowSoftware: true }).catch((each) => each);
      const isNamed = error instanceof InvalidArgumentError && error.argument === "flags";
      expect(isNamed || error instanceof GpuUnavailableError).toBe(true);
      expect(error).toMatchObject({ message: expect.stringContaining(flag) });
    },
  );

  it("refuses flags that would be ignored", async () => {
    const { gpu: source } = fakeGpu(fakeDevice());
    const flags = ["backend=vulkan"];
    await expect(requestGpu({ gpu: source, flags })).rejects.toThrow("flags must be absent with gpu");
    vi.stubGlobal("navigator", { gpu: source });
    try {
      for (const ask of [() => requestGpu({ flags }), () => useAsNavigatorGpu({ flags })]) {
        await expect(ask()).rejects.toThrow(InvalidArgumentError);
        await expect(ask()).rejects.toThrow("flags must be absent with an existing navigator.gpu");
      }
      expect((await requestGpu({ flags: [] })).owned).toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("accepts the flags of the existing navigator.gpu", async () => {
    const flags = ["backend=vulkan"];
    const { gpu: made, restore } = await useAsNavigatorGpu({ flags });
    expect((await useAsNavigatorGpu({ flags })).gpu).toBe(made);
    expect((await useAsNavigatorGpu()).gpu).toBe(made);
    await expect(useAsNavigatorGpu({ flags: ["backend=null"] })).rejects.toMatchObject({ argument: "flags" });
    restore();
  });

  it.each([
    { isFallbackAdapter: true },
    { architecture: "swiftshader" },
    { description: "llvmpipe (LLVM 15.0.6, 256 bits)" },
    { description: "Microsoft Basic Render Driver" },
  ])("takes a software adapter only where that is allowed: %o", async (info) => {
    const { gpu: source } = fakeGpu(fakeDevice(), info);
    await expect(requestGpu({ gpu: source })).rejects.toThrow(/allowSoftware: true/);
    expect((await requestGpu({ gpu: source, allowSoftware: true })).identity.software).toBe(true);
  });

  it("says what to install if there is no adapter", async () => {
    const promise = requestGpu({ gpu: fakeGpu(null).gpu });
    await expect(promise).rejects.toThrow(GpuUnavailableError);
    await expect(promise).rejects.toThrow(/libvulkan1.*VK_ICD_FILENAMES/);
  });

  it.each([
    [{ powerPreference: "fast" }, "powerPreference"],
    [{ allowSoftware: 1 }, "allowSoftware"],
    [{ flags: "backend=vulkan" }, "flags"],
    [{ flags: [1] }, "flags[0]"],
    [{ gpu: {} }, "gpu"],
    [{ device: 1 }, "device"],
    [null, "options"],
  ])("refuses %o", async (options, argument) => {
    const promise = requestGpu(options as never);
    await expect(promise).rejects.toThrow(InvalidArgumentError);
    await expect(promise).rejects.toMatchObject({ argument });
  });
});

describe("a device", () => {
  it("is destroyed only by its owner", async () => {
    const own = fakeDevice();
    const gpu = await requestGpu({ gpu: fakeGpu(own).gpu });
    gpu.destroy();
    gpu[Symbol.dispose]();
    expect(own.deviceDestroyed).toBe(true);
    expect(() => gpu.assertUsable()).toThrow(DeviceLostError);

    const others = fakeDevice();
    const borrowed = borrowGpu(others.device);
    expect(borrowed.identity.architecture).toBe("paper");
    borrowed.destroy();
    expect(others.deviceDestroyed).toBe(false);
    expect(() => borrowed.assertUsable()).not.toThrow();
  });

  it.each([null, 1, {}])("is no %o", (value) => {
    expect(() => borrowGpu(value as never)).toThrow(InvalidArgumentError);
  });

  it("reports its loss: by a promise, to listeners, and at the next use", async () => {
    const fake = fakeDevice();
    const gpu = borrowGpu(fake.device);
    const listener = vi.fn();
    const removed = vi.fn();
    gpu.onLost(listener);
    gpu.onLost(removed)();
    expect(gpu.loss).toBeNull();
    fake.lose("unknown", "the card was pulled");
    const loss = await gpu.lost;
    expect(loss).toMatchObject({ reason: "unknown", detail: "the card was pulled" });
    expect(listener).toHaveBeenCalledExactlyOnceWith(loss);
    expect(removed).not.toHaveBeenCalled();
    expect(() => gpu.assertUsable()).toThrow(/the card was pulled.*last read/);
    const late = vi.fn();
    gpu.onLost(late);
    expect(late).toHaveBeenCalledWith(loss);
  });

  it("calls every listener, whatever one of them throws", async () => {
    const fake = fakeDevice();
    const gpu = await requestGpu({ gpu: fakeGpu(fake).gpu });
    expect(() => gpu.onLost(5 as never)).toThrow(InvalidArgumentError);
    const later = vi.fn();
    gpu.onLost(() => {
      throw new Error("of a listener");
    });
    gpu.onLost(later);
    const reported = vi.spyOn(globalThis, "queueMicrotask").mockReturnValue();
    gpu.destroy();
    expect(reported.mock.lastCall?.[0]).toThrow("of a listener");
    reported.mockRestore();
    expect(later).toHaveBeenCalledOnce();
  });

  it("rejects other values in place of a Gpu", async () => {
    const { device } = fakeDevice();
    for (const call of [
      () => createTensor(device as never, 4),
      () => upload(device as never, new Float32Array(4)),
    ]) {
      expect(call).toThrow(expect.objectContaining({ argument: "gpu" }));
    }
    for (const promise of [
      createAdamW(device as never, [4]),
      createAdamW(null as never, [4]),
      sampleGpu(device as never, constant({ value: 1 }), { count: 1 }),
      readBack(device as never, createTensor(borrowGpu(device), 4)),
    ]) {
      await expect(promise).rejects.toMatchObject({ argument: "gpu" });
    }
  });

  it("reports a rejected call once", async () => {
    const fake = fakeDevice();
    const gpu = await requestGpu({ gpu: fakeGpu(fake).gpu });
    fake.refuse("Binding size is too large");
    expect(() => gpu.assertUsable()).toThrow(new GpuValidationError("Binding size is too large"));
    expect(() => gpu.assertUsable()).not.toThrow();
  });
});
