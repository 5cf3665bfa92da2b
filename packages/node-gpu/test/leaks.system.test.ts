/** Steps keep no buffer of the device and nothing on the JavaScript heap, however they get their gradients. */
import { cosine } from "@anneal/core";
import { expect, it } from "vitest";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { cases, isDue, sampled } from "../../core/test/support/random-cases.js";
import { createAdamW, createTensor, upload } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";
import { watchBuffers } from "./support/live-buffers.js";

/** 10,000 in nightly runs. */
const STEPS = cases(1_000, 250);
/** Bytes for each step: an object that is kept would be more. */
const LIMIT = 64 * STEPS;

const uses = [{ nonFinite: "skip" }, { missingGradients: true }] as const;

await describeWithGpu("steps", (gpu) => {
  it.runIf(isDue(3, 2)).each(sampled(uses, 2))(
    "with %j keep no buffer and nothing on the heap",
    async (options) => {
      const buffers = watchBuffers(gpu.device);
      const lr = cosine({ peak: 1e-2, totalSteps: 10 * STEPS });
      const params = [new Float32Array(300).fill(1), 5];
      const optimizer = await createAdamW(gpu, params, { lr, maxNorm: 1, ...options });
      const [large, small] = [new Float32Array(300).fill(0.5), Float32Array.of(1, 3, 0, 1, 2)];
      const onDevice = upload(gpu, large);
      const range = { buffer: createTensor(gpu, 10), offset: 4, length: 5 };
      const ways = [
        () => optimizer.step({ grads: [onDevice, small] }),
        () => optimizer.step({ grads: [onDevice, range] }),
        () => {
          optimizer.writeGradients([large, small]);
          return optimizer.step({ gradScale: 2 });
        },
        async () => {
          const encoder = gpu.device.createCommandEncoder();
          optimizer.encode(encoder, { grads: [onDevice, range] });
          gpu.device.queue.submit([encoder.finish()]);
          await gpu.device.queue.onSubmittedWorkDone();
        },
        ...("missingGradients" in options
          ? [() => optimizer.step({ grads: [large, null] }), () => optimizer.step({ skip: [0] })]
          : [() => optimizer.step({ grads: [onDevice, Float32Array.of(1, Number.NaN, 0, 1, 2)] })]),
      ];
      const counts: number[] = [];
      const train = async () => {
        for (let step = 0; step < STEPS; step++) await (ways[step % ways.length] as (typeof ways)[0])();
        await optimizer.read();
        counts.push(buffers.live());
      };
      expect(await leastHeapGrowth(train, LIMIT)).toBeLessThan(LIMIT);
      expect(counts.at(-1)).toBe(counts.at(-2));
      expect((await optimizer.report()).skipped > 0).toBe("nonFinite" in options);
      optimizer.dispose();
      for (const buffer of [onDevice, range.buffer]) buffer.destroy();
      expect(buffers.live()).toBe(0);
    },
  );
});
