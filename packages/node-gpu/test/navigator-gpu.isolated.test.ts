/** jax-js, which only knows browsers, on its webgpu device in Node. */
import { cosine } from "@anneal/core";
import { expect, it } from "vitest";
import { useAsNavigatorGpu } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

await describeWithGpu("useAsNavigatorGpu", () => {
  it("gives jax-js a device to train on, and restores all globals", async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    const { gpu, restore } = await useAsNavigatorGpu();
    expect(navigator.gpu).toBe(gpu);
    expect(navigator.userAgent).toEqual(expect.any(String));
    // A library that is called twice finds what is there.
    expect((await useAsNavigatorGpu()).gpu).toBe(gpu);

    const { defaultDevice, getWebGPUDevice, grad, init, numpy: np } = await import("@jax-js/jax");
    expect(await init("webgpu")).toContain("webgpu");
    defaultDevice("webgpu");
    const x = np.array([
      [1, 2],
      [3, -1],
      [0.5, 1],
    ]);
    const y = np.array([8, 3, 4]); // of the weights 2 and 3
    const loss = (weights: typeof y) => {
      const error = np.dot(x.ref, weights).sub(y.ref);
      return np.sum(error.ref.mul(error));
    };
    const gradient = grad(loss);
    const lr = cosine({ peak: 0.06, end: 0.03, totalSteps: 60 });
    let weights = np.zeros([2]);
    expect(weights.device).toBe("webgpu");
    for (let step = 0; step < 60; step++) {
      const direction = gradient(weights.ref);
      weights = weights.sub(direction.mul(lr(step)));
    }
    const [a, b] = await weights.data();
    expect(a).toBeCloseTo(2, 3);
    expect(b).toBeCloseTo(3, 3);

    restore();
    restore();
    expect(Object.getOwnPropertyDescriptor(globalThis, "navigator")).toEqual(before);
    expect("GPUBufferUsage" in globalThis).toBe(false);
    getWebGPUDevice().destroy();
  });
});
