/** A run on a WebGPU device that is saved there and resumed on another engine, and the other way round. */
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { AdamW, cosine } from "@anneal/core";
import { createAdamW, write } from "@anneal/node-gpu";
import { expect, it } from "vitest";
import { MemoryFile } from "../packages/checkpoint/test/support/memory-file.js";
import { gradient } from "../packages/core/test/support/rules.js";
import { describeWithGpu, stepBound } from "../packages/node-gpu/test/support/device.js";
import { apart } from "../packages/node-gpu/test/support/numbers.js";

const LENGTH = 100;
const OPTIONS = { lr: cosine({ peak: 0.1, totalSteps: 20 }), weightDecay: 0.1 };

await describeWithGpu("a checkpoint of a run on a device", (gpu) => {
  it("resumes on another engine, and the device resumes its checkpoint", async () => {
    const optimizer = await createAdamW(gpu, [gradient(LENGTH, 1)], OPTIONS);
    for (let t = 0; t < 3; t++) {
      optimizer.writeGradients([gradient(LENGTH, 10 + t)]);
      await optimizer.step();
    }
    const { params, stepCount } = await optimizer.read();
    const file = new MemoryFile();
    const values = params[0] as Float32Array;
    await saveCheckpoint(file, { optimizer, parameters: { 0: values }, step: stepCount });

    const host = new AdamW([LENGTH], { ...OPTIONS, memory: "resident" });
    expect(await loadCheckpoint(file, { optimizer: host })).toEqual({ step: 3, metadata: {} });
    expect(host.params[0]).toEqual(values);
    const fromHost = new MemoryFile();
    await saveCheckpoint(fromHost, { optimizer: host });
    const resumed = await createAdamW(gpu, [new Float32Array(LENGTH)], OPTIONS);
    const loaded = new Float32Array(LENGTH);
    expect((await loadCheckpoint(fromHost, { optimizer: resumed, parameters: { 0: loaded } })).step).toBe(3);
    write(gpu, resumed.params[0] as GPUBuffer, loaded);
    for (let t = 3; t < 6; t++) {
      host.step({ grads: [gradient(LENGTH, 10 + t)] });
      for (const each of [optimizer, resumed]) {
        each.writeGradients([gradient(LENGTH, 10 + t)]);
        await each.step();
      }
    }
    const [whole, again] = [await optimizer.read(), await resumed.read()];
    // A device gives the same bits from the same state, and those of the host within a bound.
    expect(again.params).toEqual(whole.params);
    const device = whole.params[0] as Float32Array;
    expect(apart(host.params[0] as Float32Array, device, 5e-2)).toBeLessThanOrEqual(stepBound(gpu));
    for (const each of [optimizer, resumed]) each.dispose();
  });
});
