/** Options for gradients, changes of the rate, and configurations. */
import { clipGradNorm, FreedError, InvalidArgumentError, warmupCosine } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { AdamW, SGD, setLearningRate } from "../src/index.js";
import { backends, gradientTensors, useBackend, variable } from "./support/backends.js";

describe.each(backends)("on the backend %s", (backend) => {
  useBackend(backend);

  it("clips all gradients together, and does not change them", () => {
    const [a, b] = [variable("a", [0, 0]), variable("b", [0])];
    const optimizer = new SGD({ lr: 1, clipNorm: 2.5 });
    const gradients = gradientTensors({ a: [3, 0], b: [4] });
    optimizer.applyGradients(gradients);
    const factor = 2.5 / (5 + 1e-6);
    expect(a.dataSync()[0]).toBeCloseTo(-3 * factor, 5);
    expect(b.dataSync()[0]).toBeCloseTo(-4 * factor, 5);
    expect([...(gradients.a as tf.Tensor).dataSync()]).toEqual([3, 0]);
    const plain = [Float32Array.of(3, 0), Float32Array.of(4)];
    expect(clipGradNorm(plain, 2.5)).toBe(5);
    expect(a.dataSync()[0]).toBeCloseTo(-(plain[0]?.[0] as number), 5);
  });

  it("clips values, and does not change the gradients", () => {
    const a = variable("a", [0, 0]);
    const gradients = gradientTensors({ a: [3, -0.5] });
    new SGD({ lr: 1, clipValue: 1 }).applyGradients(gradients);
    expect([...a.dataSync()]).toEqual([-1, 0.5]);
    expect([...(gradients.a as tf.Tensor).dataSync()]).toEqual([3, -0.5]);
  });

  it("updates once in several calls, with the mean of their gradients", () => {
    const a = variable("a", [1]);
    const optimizer = new SGD({ lr: 1, accumulationSteps: 2 });
    optimizer.applyGradients(gradientTensors({ a: [1] }));
    expect([a.dataSync()[0], optimizer.updates, optimizer.iterations]).toEqual([1, 0, 1]);
    optimizer.applyGradients(gradientTensors({ a: [2] }));
    expect([a.dataSync()[0], optimizer.updates, optimizer.iterations]).toEqual([1 - 1.5, 1, 2]);
    // The next update starts without the sums of this one.
    optimizer.applyGradients(gradientTensors({ a: [4] }));
    expect([a.dataSync()[0], optimizer.updates, optimizer.iterations]).toEqual([1 - 1.5, 1, 3]);
    optimizer.applyGradients(gradientTensors({ a: [2] }));
    expect([a.dataSync()[0], optimizer.updates, optimizer.iterations]).toEqual([1 - 1.5 - 3, 2, 4]);
  });

  it("excludes variables from weight decay by the last part of their name", () => {
    const [kernel, bias] = [variable("dense/kernel", [1]), variable("dense/bias", [1])];
    const optimizer = new AdamW({ lr: 0.1, weightDecay: 0.5, decayExclude: ["bias"] });
    optimizer.applyGradients(gradientTensors({ "dense/kernel": [0], "dense/bias": [0] }));
    expect(kernel.dataSync()[0]).toBeCloseTo(0.95, 6);
    expect(bias.dataSync()[0]).toBe(1);
  });

  it("follows a schedule, and a rate that is set", () => {
    const a = variable("a", [0]);
    const optimizer = new SGD({ lr: warmupCosine({ peak: 1, warmupSteps: 2, totalSteps: 10 }) });
    expect(optimizer.learningRate).toBe(0);
    optimizer.applyGradients(gradientTensors({ a: [1] }));
    expect([a.dataSync()[0], optimizer.learningRate]).toEqual([0, 0.5]);
    setLearningRate(optimizer, 2);
    optimizer.applyGradients(gradientTensors({ a: [1] }));
    expect([a.dataSync()[0], optimizer.learningRate]).toEqual([-2, 2]);
  });
});

describe("options", () => {
  it.each([
    [{ lr: -1 }],
    [{ clipNorm: 0 }],
    [{ clipValue: Number.NaN }],
    [{ accumulationSteps: 1.5 }],
    [{ memory: "caller" }],
    [{ ema: 0.9 }],
    [{ lerningRate: 1 }],
    [null],
  ])("are refused where they are %j", (options) => {
    expect(() => new AdamW(options as never)).toThrow(InvalidArgumentError);
  });

  it("are saved and read as JSON", () => {
    const lr = warmupCosine({ peak: 1, warmupSteps: 2, totalSteps: 10 });
    const optimizer = new AdamW({
      lr,
      betas: [0.9, 0.95],
      decayExclude: ["layer_norm", /a_b/i],
      clipNorm: 1,
    });
    const config = JSON.parse(JSON.stringify(optimizer.getConfig()));
    const again = AdamW.fromConfig(AdamW as never, config) as unknown as AdamW;
    expect(again.getConfig()).toEqual(optimizer.getConfig());
    expect(again.learningRate).toBe(lr(0));
    expect(() => new AdamW({ lr: (step) => step }).getConfig()).toThrow(/^lr must be .*can't be saved/);
  });

  it("check a rate that is set, and throw after dispose", () => {
    const optimizer = new AdamW();
    expect(optimizer.learningRate).toBe(1e-3);
    expect(() => {
      optimizer.learningRate = Number.NaN;
    }).toThrow(InvalidArgumentError);
    optimizer.dispose();
    expect(() => optimizer.learningRate).toThrow(FreedError);
    expect(() => optimizer.applyGradients({})).toThrow(FreedError);
    expect(() => optimizer.updates).toThrow(FreedError);
    expect(() => optimizer.updateInfo).toThrow(FreedError);
  });

  it("change the rate of the optimizers of TensorFlow.js, too", async () => {
    await tf.setBackend("cpu");
    const w = tf.variable(tf.scalar(1), true, "w1");
    for (const optimizer of [tf.train.sgd(1), tf.train.momentum(1, 0)]) {
      setLearningRate(optimizer, 0.25);
      const before = w.dataSync()[0] as number;
      optimizer.applyGradients({ w1: tf.scalar(1) });
      expect(w.dataSync()[0]).toBe(before - 0.25);
    }
    expect(() => setLearningRate({} as never, 1)).toThrow(InvalidArgumentError);
    expect(() => setLearningRate(tf.train.sgd(1), -1)).toThrow(InvalidArgumentError);
    w.dispose();
  });
});
