/** tfjs, which only knows browsers, on its webgpu backend in Node: gradients by tfjs, updates here, on one device. */
import { cosine } from "@anneal/core";
import { expect, it } from "vitest";
import { borrowGpu, createAdamW, useAsNavigatorGpu } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

await describeWithGpu("useAsNavigatorGpu", () => {
  it("gives tfjs a device to train on, beside an optimizer over its buffers", async () => {
    const { restore } = await useAsNavigatorGpu();
    const tf = await import("@tensorflow/tfjs-core");
    const { WebGPUBackend } = await import("@tensorflow/tfjs-backend-webgpu");
    expect(await tf.setBackend("webgpu")).toBe(true);
    const backend = tf.backend();
    if (!(backend instanceof WebGPUBackend)) throw new Error("tfjs has another backend");
    const gpu = borrowGpu(backend.device);

    const lr = cosine({ peak: 0.3, end: 0.01, totalSteps: 100 });
    const optimizer = await createAdamW(gpu, [new Float32Array(4)], { lr, weightDecay: 0 });
    const [param, grad] = [optimizer.params[0] as GPUBuffer, optimizer.grads[0] as GPUBuffer];
    const weights = tf.tensor({ buffer: param, zeroCopy: true }, [4, 1]);
    const x = tf.tensor2d([
      [1, 2, 0, 0],
      [3, -1, 1, 0],
      [0.5, 1, 0, 1],
      [1, 1, 1, 1],
    ]);
    const y = tf.tensor2d([[8], [3], [4], [5]]); // of the weights 2, 3, 0 and 0
    const error = () => tf.sub(tf.matMul(x, weights), y);
    const lossNow = async () => {
      const loss = tf.tidy(() => tf.sum(tf.square(error())));
      const [value] = await loss.data();
      loss.dispose();
      return value as number;
    };
    const first = await lossNow();
    expect(first).toBeCloseTo(64 + 9 + 16 + 25, 3);
    for (let step = 0; step < 100; step++) {
      const gradient = tf.tidy(() => tf.mul(2, tf.matMul(x, error(), true)));
      const { buffer, tensorRef } = gradient.dataToGPU();
      await optimizer.step({
        encode: (encoder) => encoder.copyBufferToBuffer(buffer as GPUBuffer, 0, grad, 0, 16),
      });
      tf.dispose([gradient, tensorRef]);
    }
    expect(await lossNow()).toBeLessThan(first / 1000);

    // What the README says of values that tfjs keeps on the host.
    const known = await weights.data();
    await optimizer.step();
    expect(await weights.data()).toEqual(known);
    expect((await optimizer.read()).params[0]).not.toEqual(known);
    const onHost = tf.tidy(() => tf.mul(2, tf.ones([4])));
    expect(() => onHost.dataToGPU()).toThrow("Data is not on GPU but on CPU");

    optimizer.dispose();
    tf.dispose([weights, x, y, onHost]);
    backend.device.destroy();
    restore();
  });
});
