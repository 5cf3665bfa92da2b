/** Gradients are judged as the update sees them: once `gradScale` is undone. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdamW, createSgd, type Gpu } from "../src/index.js";
import { largestFactor } from "../src/optimizers/float32.js";
import { describeWithGpu } from "./support/device.js";

describe("the largest gradient that a factor keeps finite", () => {
  it("is finite, and the next one is not", () => {
    fc.assert(
      fc.property(
        fc.float({ min: Math.fround(2 ** -126), max: Math.fround(3.4e38), noNaN: true }),
        (factor) => {
          const largest = Float32Array.of(largestFactor(factor));
          expect(Math.fround((largest[0] as number) * factor)).toBeLessThan(Number.POSITIVE_INFINITY);
          const bits = new Uint32Array(largest.buffer);
          bits[0] = (bits[0] as number) + 1;
          expect(Math.fround((largest[0] as number) * factor)).toBe(Number.POSITIVE_INFINITY);
        },
      ),
    );
  });
});

await describeWithGpu("gradients whose scale is undone", (gpu: Gpu) => {
  it.each([
    [1e30, 2 ** -40],
    [-1e30, 2 ** -40],
    [3e38, 0.5],
  ])("are left out where %d of scale %d overflows", async (value, gradScale) => {
    for (const maximize of [false, true]) {
      const optimizer = await createAdamW(gpu, [2], { nonFinite: "skip", maximize });
      optimizer.writeGradients([Float32Array.of(1, value)]);
      await optimizer.step({ gradScale });
      expect(await optimizer.report()).toMatchObject({ stepCount: 0, skipped: 1, foundNonFinite: true });
      expect((await optimizer.read()).params).toEqual([new Float32Array(2)]);
      // The same gradients are finite at a scale of 1.
      await optimizer.step();
      expect(await optimizer.report()).toMatchObject({ stepCount: 1, skipped: 1, foundNonFinite: false });
      optimizer.dispose();
    }
  });

  it("are made where the product just fits", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, nonFinite: "skip" });
    for (const [step, factor] of [3, 7.3, 1.0000001].map(Math.fround).entries()) {
      const gradScale = 1 / factor;
      const largest = largestFactor(Math.fround(1 / gradScale));
      optimizer.writeGradients([Float32Array.of(largest)]);
      await optimizer.step({ gradScale });
      expect(await optimizer.report()).toMatchObject({ stepCount: step + 1, skipped: step });
      const next = Float32Array.of(largest);
      new Uint32Array(next.buffer)[0] = (new Uint32Array(next.buffer)[0] as number) + 1;
      optimizer.writeGradients([next]);
      await optimizer.step({ gradScale });
      expect(await optimizer.report()).toMatchObject({ stepCount: step + 1, skipped: step + 1 });
    }
    optimizer.dispose();
  });

  it("are clipped to 0 where only their norm overflows, as on the host", async () => {
    const optimizer = await createSgd(gpu, [4], { lr: 1, maxNorm: 1, nonFinite: "skip" });
    // Each product is 2.5e38, and the norm twice that.
    optimizer.writeGradients([new Float32Array(4).fill(2.5e18)]);
    await optimizer.step({ gradScale: 1e-20 });
    expect(await optimizer.report()).toMatchObject({ stepCount: 1, skipped: 0 });
    expect((await optimizer.read()).params).toEqual([new Float32Array(4)]);
    optimizer.dispose();
  });
});
