/** The backend webgpu: steps on the device against the same steps over plain arrays. */
import { isDeepStrictEqual } from "node:util";
import {
  adamw,
  adamwScheduleFree,
  cosine,
  InvalidArgumentError,
  AdamW as PlainAdamW,
  AdamWScheduleFree as PlainScheduleFree,
  ReentrantCallError,
} from "@anneal/core";
import * as nodeGpu from "@anneal/node-gpu";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { leastHeapGrowth } from "../../core/test/support/growth.js";
import { cases, isDue, sampled } from "../../core/test/support/random-cases.js";
import { describeWithGpu } from "../../node-gpu/test/support/device.js";
import { watchBuffers } from "../../node-gpu/test/support/live-buffers.js";
import { LearningRateScheduler, ReduceLROnPlateau } from "../src/callbacks/index.js";
import { AdamW, optimizeOnWebGpu } from "../src/index.js";
import { numbers, variable } from "./support/backends.js";
import { type AnyCallback, makeModel, makers, trainModel, WeightRecord } from "./support/models.js";

/** 10,000 in nightly runs. */
const STEPS = cases(1_000, 250);
/** Bytes for each step on the heap: a tensor that is kept would be hundreds. */
const LIMIT = 64 * STEPS;

await describeWithGpu("on the backend webgpu", () => {
  let restore = () => {};
  beforeAll(async () => {
    ({ restore } = await nodeGpu.useAsNavigatorGpu());
    await import("@tensorflow/tfjs-backend-webgpu");
    expect(await tf.setBackend("webgpu")).toBe(true);
  });
  afterAll(() => {
    tf.disposeVariables();
    (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
    restore();
  });

  it("trains with the numbers of plain arrays, without leaks, even after values were assigned", async () => {
    const plain = [numbers(6, 0), numbers(5, 1)];
    const [w, b] = [variable("w", plain[0] as Float32Array, [2, 3]), variable("b", plain[1] as Float32Array)];
    const kept = w.reshape([3, 2]);
    const options = { lr: cosine({ peak: 0.1, end: 0, totalSteps: 20 }), weightDecay: 0.1 };
    const optimizer = await optimizeOnWebGpu(nodeGpu, adamw, [w, b], options);
    const reference = new PlainAdamW(plain, { ...options, memory: "caller" });
    expect(optimizer.learningRate).toBeCloseTo(0.1);
    let tensors = 0;
    for (let step = 0; step < 6; step++) {
      if (step === 3) {
        tf.tidy(() => w.assign(tf.tensor(numbers(6, 9), [2, 3])));
        plain[0]?.set(numbers(6, 9));
      }
      // The gradient is twice the variable.
      optimizer.minimize(() => tf.add(tf.sum(tf.square(w)), tf.sum(tf.square(b))) as tf.Scalar, false, [
        w,
        b,
      ]);
      reference.step({ grads: plain.map((values) => values.map((value) => 2 * value)) });
      if (step === 0) tensors = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(tensors);
    await optimizer.ready();
    const read = [await w.data(), await b.data()];
    for (const [i, values] of plain.entries()) {
      expect(read[i]).toHaveLength(values.length);
      for (const [k, value] of values.entries()) expect(read[i]?.[k]).toBeCloseTo(value, 5);
    }
    expect([...(await kept.data())]).toEqual([...numbers(6, 0)]);
    expect([optimizer.updates, (await optimizer.stateDict()).step]).toEqual([6, 6]);
    expect((await optimizer.stateDict()).params.map(({ name }) => name)).toEqual(["w", "b"]);
    optimizer.dispose();
    tf.dispose([w, b, kept]);
  });

  it("trains and evaluates without a schedule, with the numbers of plain arrays", async () => {
    const plain = numbers(5, 1);
    const [w, empty] = [variable("w", plain), variable("empty", [], [0, 3])];
    const options = { lr: 0.1, weightDecay: 0 };
    const optimizer = await optimizeOnWebGpu(nodeGpu, adamwScheduleFree, [w, empty], options);
    const reference = new PlainScheduleFree([plain], { ...options, memory: "caller" });
    reference.train();
    const step = () => {
      tf.tidy(() =>
        optimizer.applyGradients({ w: tf.add(tf.tensor(numbers(5, 2)), 0), empty: tf.zeros([0, 3]) }),
      );
      reference.step({ grads: [numbers(5, 2)] });
    };
    const expectSame = async () => {
      const values = await w.data();
      expect(values).toHaveLength(5);
      for (const [k, value] of plain.entries()) expect(values[k]).toBeCloseTo(value, 5);
    };
    for (let t = 0; t < 4; t++) step();
    await expectSame();
    const switching = optimizer.eval();
    expect(() => optimizer.applyGradients({ w: tf.zeros([5]) })).toThrow(ReentrantCallError);
    await switching;
    reference.eval();
    await expectSame();
    tf.tidy(() => optimizer.applyGradients({ w: tf.zeros([5]), empty: tf.zeros([0, 3]) }));
    await expect(optimizer.ready()).rejects.toThrow(/call train\(\) first/);
    await optimizer.train();
    reference.train();
    step();
    await expectSame();
    optimizer.dispose();
    tf.dispose([w, empty]);
  });

  it.runIf(isDue(3, 0))("keeps no tensor and no buffer over many steps", async () => {
    const w = variable("w", numbers(6, 0), [2, 3]);
    const optimizer = await optimizeOnWebGpu(nodeGpu, adamw, [w], { lr: 1e-3, nonFinite: "skip" });
    const { device } = tf.backend() as unknown as { device: GPUDevice };
    const buffers = watchBuffers(device);
    const counts: object[] = [];
    const train = async () => {
      for (let step = 0; step < STEPS; step++) {
        optimizer.minimize(() => tf.sum(tf.square(w)) as tf.Scalar, false, [w]);
        if (step % 8 === 7) await optimizer.ready();
      }
      await optimizer.ready();
      await device.queue.onSubmittedWorkDone();
      counts.push({ ...tf.memory(), live: buffers.live() });
    };
    expect(await leastHeapGrowth(train, LIMIT)).toBeLessThan(LIMIT);
    // A leak grows with every round; pools of buffers stop growing.
    const hasStopped = () => isDeepStrictEqual(counts.at(-1), counts.at(-2));
    for (let round = 0; round < 3 && !hasStopped(); round++) await train();
    expect(counts.at(-1)).toEqual(counts.at(-2));
    optimizer.dispose();
    tf.dispose(w);
  });

  const ofTfjs = Object.entries(makers).filter(([name]) => !name.includes("anneal"));

  it.runIf(isDue(3, 2)).each(sampled(ofTfjs, 4))("callbacks change the rate of %s", async (_, make) => {
    const model = makeModel(make(0.7));
    const record = new WeightRecord(model);
    const rates = [0, 0.01, 0, 0.01];
    await trainModel(model, "fit", 2, [new LearningRateScheduler((step) => rates[step] as number), record]);
    for (const [batch, rate] of rates.entries())
      expect(record.changes(batch).some((each) => each !== 0)).toBe(rate > 0);
    model.dispose();
  });

  it.runIf(isDue(3, 1))("callbacks change the rate of an optimizer on the device", async () => {
    const schedule = cosine({ peak: 0.05, end: 0, totalSteps: 6 });
    const train = async (options: object, callbacks: AnyCallback[]) => {
      const model = makeModel("sgd");
      const variables = model.weights.map(({ name }) => tf.engine().registeredVariables[name] as tf.Variable);
      const optimizer = await optimizeOnWebGpu(nodeGpu, adamw, variables, options);
      model.compile({ optimizer, loss: "meanSquaredError" });
      const record = new WeightRecord(model);
      await trainModel(model, "fitDataset", 3, [...callbacks, record]);
      const rate = optimizer.learningRate;
      model.dispose();
      return { weights: record.weights, rate };
    };
    const given = await train({ lr: schedule }, []);
    const called = await train({ lr: 1 }, [new LearningRateScheduler(schedule)]);
    expect(called.weights).toEqual(given.weights);
    const never = { threshold: 1e9, thresholdMode: "absolute", patience: 0 } as const;
    const plateau = new ReduceLROnPlateau({ monitor: "loss", factor: 0.5, ...never });
    expect((await train({ lr: 0.01 }, [plateau])).rate).toBeCloseTo(0.0025, 10);
  });

  it("refuses optimizers that read values synchronously, before anything is changed", async () => {
    const w = variable("w", [1, 2]);
    const optimizer = new AdamW({ lr: 0.5 });
    expect(optimizer.updateInfo).toMatchObject({
      inPlace: false,
      reason: expect.stringContaining("optimizeOnWebGpu"),
    });
    const squared = () => tf.sum(tf.square(w)) as tf.Scalar;
    expect(() => optimizer.minimize(squared, false, [w])).toThrow(
      /^backend must be .*; use optimizeOnWebGpu; got/,
    );
    expect([optimizer.updates, optimizer.iterations]).toEqual([0, 0]);
    expect([...(await w.data())]).toEqual([1, 2]);
    optimizer.dispose();
    w.dispose();
  });

  it("accepts gradients made from numbers, and rejects invalid ones", async () => {
    const v = variable("v", [1, 2]);
    const optimizer = await optimizeOnWebGpu(nodeGpu, adamw, [v], { lr: 0.5, weightDecay: 0 });
    optimizer.applyGradients({ v: tf.tensor1d([1, -1]) });
    for (const [i, value] of [0.5, 2.5].entries()) expect((await v.data())[i]).toBeCloseTo(value, 5);
    expect(() => optimizer.applyGradients({ v: tf.zeros([3]) })).toThrow(InvalidArgumentError);
    expect(() => optimizer.applyGradients({ x: tf.zeros([2]) })).toThrow(InvalidArgumentError);
    expect(() => optimizer.getConfig()).toThrow(InvalidArgumentError);
    await expect(optimizeOnWebGpu({} as never, adamw, [v])).rejects.toThrow(/@anneal\/node-gpu/);
    await expect(optimizeOnWebGpu(nodeGpu, adamw, [{} as never])).rejects.toThrow(InvalidArgumentError);
    await expect(optimizeOnWebGpu(nodeGpu, adamw, [v, v])).rejects.toThrow(/^variables must be .* once/);
    // A missing gradient is rejected immediately, and nothing is changed.
    const other = variable("other", [1]);
    const both = await optimizeOnWebGpu(nodeGpu, adamw, [v, other], {});
    both.applyGradients({ v: tf.zeros([2]) });
    await expect(both.ready()).rejects.toThrow(/missingGradients/);
    optimizer.dispose();
    both.dispose();
    tf.dispose([v, other]);
  });
});
