/** What is called first is done first: no step sees what was written after it was asked for. */

import { FreedError, ReentrantCallError } from "@anneal/core";
import { expect, it } from "vitest";
import {
  createSgd,
  type Gpu,
  type GpuOptimizer,
  readBack,
  StepPendingError,
  upload,
  write,
} from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

const one = (value: number) => [Float32Array.of(value)];

await describeWithGpu("steps that are not awaited", (gpu: Gpu) => {
  it.each([1, 2, 8])("use the gradients of their own time, %i submissions under way", async (queueDepth) => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, queueDepth });
    const steps: Promise<void>[] = [];
    for (let i = 0; i < 12; i++) {
      optimizer.writeGradients(one(2 ** i));
      steps.push(optimizer.step());
    }
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual(one(-4095));
    optimizer.dispose();
  });

  it("use gradients that other code has written by then", async () => {
    const grad = upload(gpu, Float32Array.of(0));
    const optimizer = await createSgd(gpu, [{ param: 1, grad }], { lr: 1 });
    const steps: Promise<void>[] = [];
    for (let i = 0; i < 12; i++) {
      write(gpu, grad, Float32Array.of(2 ** i));
      steps.push(optimizer.step());
    }
    write(gpu, grad, Float32Array.of(1e6));
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual(one(-4095));
    optimizer.dispose();
    grad.destroy();
  });

  it("call encode at once", async () => {
    const source = upload(gpu, Float32Array.of(0));
    const optimizer = await createSgd(gpu, [1], { lr: 1, queueDepth: 2 });
    const steps: Promise<void>[] = [];
    const seen: number[] = [];
    let batch = 0;
    for (; batch < 12; batch++) {
      write(gpu, source, Float32Array.of(2 ** batch));
      const encode = (encoder: GPUCommandEncoder) => {
        seen.push(batch);
        encoder.copyBufferToBuffer(source, 0, optimizer.grads[0] as GPUBuffer, 0, 4);
      };
      steps.push(optimizer.step({ encode }));
    }
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i));
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual(one(-4095));
    optimizer.dispose();
    source.destroy();
  });

  it.each<[string, (optimizer: GpuOptimizer) => unknown]>([
    ["writeGradients", (optimizer) => optimizer.writeGradients(one(1e6))],
    ["loadStateDict", (optimizer) => optimizer.loadStateDict({} as never)],
    ["step", (optimizer) => optimizer.step()],
    ["train", (optimizer) => optimizer.train()],
    [
      "encode",
      (optimizer) => {
        const encoder = gpu.device.createCommandEncoder();
        optimizer.encode(encoder);
      },
    ],
  ])("refuse %s of their own rate and encode, and are what was asked for", async (_, inner) => {
    const problems: unknown[] = [];
    let isInner = true;
    const act = () => {
      if (!isInner) return;
      try {
        problems.push(Promise.resolve(inner(optimizer)).catch((error: unknown) => error));
      } catch (error) {
        problems.push(error);
      }
    };
    const optimizer: GpuOptimizer = await createSgd(gpu, [1], {
      lr: () => {
        act();
        return 1;
      },
    });
    optimizer.writeGradients(one(2));
    await optimizer.step({ encode: act });
    isInner = false;
    await optimizer.step();
    for (const problem of await Promise.all(problems)) expect(problem).toBeInstanceOf(ReentrantCallError);
    expect(problems.length).toBeGreaterThanOrEqual(2);
    expect((await optimizer.read()).params).toEqual(one(-4));
    expect(optimizer.stepCount).toBe(2);
    optimizer.dispose();
  });

  it.each(["rate", "encode"])("reject if their %s frees the optimizer, and make no update", async (which) => {
    const param = upload(gpu, Float32Array.of(0));
    const optimizer: GpuOptimizer = await createSgd(gpu, [{ param: { buffer: param, length: 1 } }], {
      lr: () => {
        if (which === "rate") optimizer.dispose();
        return 1;
      },
    });
    optimizer.writeGradients(one(2));
    const encode = () => {
      if (which === "encode") optimizer.dispose();
    };
    await expect(optimizer.step({ encode })).rejects.toThrow(FreedError);
    expect(await readBack(gpu, param, 0, 1)).toEqual(Float32Array.of(0));
    param.destroy();
  });

  it("use the gradients of their own time if some steps are skipped", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, nonFinite: "skip" });
    const steps: Promise<void>[] = [];
    for (let i = 0; i < 24; i++) {
      optimizer.writeGradients(one(i % 2 === 0 ? 2 ** (i / 2) : Number.NaN));
      steps.push(optimizer.step());
    }
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual(one(-4095));
    expect(optimizer.stepCount).toBe(12);
    optimizer.dispose();
  });

  it("reject changes of gradients while updates are left to submit", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, queueDepth: 1 });
    optimizer.writeGradients(one(1));
    const state = await optimizer.stateDict();
    const long = optimizer.step({ steps: 1000 });
    const encode = () => {
      throw new Error("called late");
    };
    expect(() => optimizer.writeGradients(one(5))).toThrow(StepPendingError);
    expect(() => optimizer.loadStateDict(state)).toThrow(StepPendingError);
    await expect(optimizer.step({ encode })).rejects.toThrow(StepPendingError);
    const next = optimizer.step({ steps: 10 });
    await Promise.all([long, next]);
    expect((await optimizer.read()).params).toEqual(one(-1010));
    optimizer.writeGradients(one(5));
    await optimizer.step({ encode: () => {} });
    expect((await optimizer.read()).params).toEqual(one(-1015));
    optimizer.dispose();
  });

  it("refuse a state or gradients whose getter asks for more updates than can be submitted at once", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, queueDepth: 1 });
    optimizer.writeGradients(one(1));
    const saved = await optimizer.stateDict();
    let steps = Promise.resolve();
    const asking = <T extends object, K extends keyof T>(object: T, name: K): T =>
      Object.defineProperty({ ...object }, name, {
        enumerable: true,
        get: () => {
          steps = optimizer.step({ steps: 300 });
          return object[name];
        },
      });
    expect(() => optimizer.loadStateDict(asking(saved, "step"))).toThrow(StepPendingError);
    await steps;
    const gradients = Object.defineProperty([], 0, {
      enumerable: true,
      get: () => {
        steps = optimizer.step({ steps: 300 });
        return Float32Array.of(5);
      },
    });
    expect(() => optimizer.writeGradients(gradients)).toThrow(StepPendingError);
    await steps;
    expect((await optimizer.read()).params).toEqual(one(-600));
    optimizer.dispose();
  });

  it("reject a write rather than mix updates if too many may have been skipped", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, nonFinite: "skip" });
    const steps: Promise<void>[] = [];
    let written = 0;
    const flood = () => {
      for (let i = 0; i < 1000; i++) {
        optimizer.writeGradients(one(1));
        written++;
        steps.push(optimizer.step());
      }
    };
    expect(flood).toThrow(StepPendingError);
    await Promise.all(steps);
    expect((await optimizer.read()).params).toEqual(one(-written));
    optimizer.dispose();
  });

  it("are never rejected if each is awaited", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, nonFinite: "skip", queueDepth: 3 });
    let calls = 0;
    for (const steps of [64, 64, 64, 300, 1, 64, 64, 64]) {
      optimizer.writeGradients(one(1));
      await optimizer.step({ steps, encode: () => void calls++ });
    }
    expect(calls).toBe(685);
    expect((await optimizer.read()).params).toEqual(one(-685));
    optimizer.dispose();
  });
});

await describeWithGpu("what is read", (gpu: Gpu) => {
  it("is that of the time of the call", async () => {
    const optimizer = await createSgd(gpu, [1], { lr: 1, momentum: 0.5 });
    optimizer.writeGradients(one(1));
    const first = optimizer.step();
    const [read, state] = [optimizer.read(), optimizer.stateDict()];
    optimizer.writeGradients(one(100));
    const second = optimizer.step();
    expect(await read).toEqual({ stepCount: 1, params: one(-1) });
    expect(await state).toMatchObject({ step: 1, params: [{ slots: { momentumBuffer: one(1)[0] } }] });
    await Promise.all([first, second]);
    expect((await optimizer.read()).stepCount).toBe(2);
    optimizer.dispose();
  });

  it("is of one time, whatever its size", async () => {
    // More than one piece of 64 MiB.
    const length = 2 ** 24 + 8;
    const buffer = upload(gpu, new Float32Array(length).fill(1));
    const reading = readBack(gpu, buffer);
    write(gpu, buffer, new Float32Array(8).fill(2), length - 8);
    const values = await reading;
    expect([values.length, values[0], values.at(-1)]).toEqual([length, 1, 1]);
    buffer.destroy();
  });
});
