/** Devices whose makers nobody holds any more: Dawn crashes where those are collected too early. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import {
  borrowGpu,
  createAdamW,
  createTensor,
  readBack,
  requestGpu,
  useAsNavigatorGpu,
} from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

async function collectAll(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

await describeWithGpu("what made a device", () => {
  it("outlives a loan of the device", async () => {
    const gpu = await requestGpu({ allowSoftware: true });
    borrowGpu(gpu.device).destroy();
    await collectAll();
    const optimizer = await createAdamW(gpu, [8]);
    await optimizer.step();
    expect((await optimizer.read()).stepCount).toBe(1);
    gpu.destroy();
  });

  it("outlives work in flight when the device is destroyed", async () => {
    const gpu = await requestGpu({ allowSoftware: true });
    const optimizer = await createAdamW(gpu, [100_000]);
    for (let i = 0; i < 8; i++) await optimizer.step();
    const pending = Promise.allSettled([optimizer.read(), optimizer.step(), optimizer.stateDict()]);
    gpu.destroy();
    await collectAll();
    expect((await pending).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  it("outlives navigator.gpu, while a device of it is in use", async () => {
    const borrow = async () => {
      const { gpu, restore } = await useAsNavigatorGpu();
      const device = await (await gpu.requestAdapter())?.requestDevice();
      restore();
      return borrowGpu(device as GPUDevice);
    };
    const gpu = await borrow();
    await collectAll();
    expect(await readBack(gpu, createTensor(gpu, 1), 0, 1)).toEqual(new Float32Array(1));
    gpu.device.destroy();
    await collectAll();
  });
});
