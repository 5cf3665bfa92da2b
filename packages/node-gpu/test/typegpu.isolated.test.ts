/** TypeGPU, whose buffers an optimizer takes as they are, for parameters and for gradients. */
import { expect, it } from "vitest";
import { borrowGpu, createSgd, useAsNavigatorGpu } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

await describeWithGpu("buffers of TypeGPU", () => {
  it("are updated in place, and read as gradients", async () => {
    const { restore } = await useAsNavigatorGpu();
    const { default: tgpu, d } = await import("typegpu");
    const root = await tgpu.init();
    const vector = (values: number[]) => root.createBuffer(d.arrayOf(d.f32, 4), values).$usage("storage");
    const [weights, slope] = [vector([1, 2, 3, 4]), vector([1, 1, 1, 1])];
    const optimizer = await createSgd(borrowGpu(root.device), [{ param: weights, grad: slope }], { lr: 0.5 });
    await optimizer.step();
    await optimizer.step({ grads: [{ buffer: slope, length: 4 }] });
    expect(optimizer.params[0]).toBe(root.unwrap(weights));
    expect(await weights.read()).toEqual([0, 1, 2, 3]);
    optimizer.dispose();
    root.destroy();
    restore();
  });
});
