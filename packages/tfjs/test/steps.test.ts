/** Steps over the variables of TensorFlow.js, against the same optimizer over plain arrays. */
import {
  cosine,
  InvalidArgumentError,
  AdamW as PlainAdamW,
  AdamWScheduleFree as PlainScheduleFree,
} from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AdamW, AdamWScheduleFree, Lion } from "../src/index.js";

describe.each(["cpu", "wasm"])("on the backend %s", (backend) => {
  beforeEach(async () => {
    await tf.setBackend(backend);
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
    tf.disposeVariables();
  });

  it("computes the bits of plain arrays, in place and without leaks", () => {
    const start = Float32Array.from({ length: 6 }, (_, i) => i / 3 - 1);
    const w = tf.variable(tf.tensor2d(start, [2, 3]), true, "w");
    const options = { lr: cosine({ peak: 0.1, end: 0, totalSteps: 20 }), weightDecay: 0.1 };
    const optimizer = new AdamW(options);
    const plain = start.slice();
    const reference = new PlainAdamW([plain], { ...options, memory: "caller" });
    expect(optimizer.updateInfo).toEqual({ inPlace: true, reason: null });
    let tensors = 0;
    for (let step = 0; step < 12; step++) {
      const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.sub(w, 0.5))) as tf.Scalar);
      const gradient = (grads.w as tf.Tensor).dataSync().slice() as Float32Array;
      reference.step({ grads: [gradient] });
      optimizer.applyGradients(grads);
      tf.dispose([value, grads]);
      expect([...w.dataSync()]).toEqual([...plain]);
      if (step === 0) tensors = tf.memory().numTensors;
    }
    expect(tf.memory().numTensors).toBe(tensors);
    expect(start[0]).toBe(-1);
    optimizer.dispose();
  });

  it.each<[string, (optimizer: AdamW, gradients: tf.NamedTensorMap) => unknown]>([
    ["applyGradients", (optimizer, gradients) => optimizer.applyGradients(gradients)],
    ["loadStateDict", (optimizer) => optimizer.loadStateDict(optimizer.stateDict())],
    ["eval", (optimizer) => optimizer.eval()],
    ["another rate", (optimizer) => Object.assign(optimizer, { learningRate: 0.5 })],
  ])("refuses %s of its own rate, with nothing half done", (_, inner) => {
    const problems: unknown[] = [];
    const train = (act: (optimizer: AdamW, gradients: tf.NamedTensorMap) => void) => {
      const w = tf.variable(tf.tensor1d([1, -2]), true, "w");
      const gradients = { w: tf.tensor1d([1, 1]) };
      const optimizer: AdamW = new AdamW({
        lr: (step) => {
          if (step === 1) act(optimizer, gradients);
          return 0.1;
        },
      });
      for (let step = 0; step < 3; step++) optimizer.applyGradients(gradients);
      const result = [[...w.dataSync()], optimizer.updates, optimizer.iterations];
      optimizer.dispose();
      w.dispose();
      return result;
    };
    const tested = train((...known) => {
      try {
        inner(...known);
      } catch (error) {
        problems.push(error);
      }
    });
    expect(problems.map((error) => (error as Error).name)).toContain("ReentrantCallError");
    expect(tested).toEqual(train(() => {}));
  });

  it.each([null, {}, { step: -1 }, { step: 1, steps: 1 }])("refuses to keep %j as a state", (state) => {
    const optimizer = new AdamW();
    expect(() => optimizer.loadStateDict(state as never)).toThrow(InvalidArgumentError);
    expect([optimizer.updates, optimizer.iterations]).toEqual([0, 0]);
    expect(() => optimizer.stateDict()).toThrow(/called after the first update/);
    optimizer.dispose();
  });

  it("counts the updates of a state as it was read", () => {
    const w = tf.variable(tf.tensor1d([1, -2]), true, "w");
    const optimizer = new AdamW();
    optimizer.applyGradients({ w: tf.tensor1d([1, 1]) });
    let reads = 0;
    const state = Object.defineProperty({ ...optimizer.stateDict() }, "step", {
      enumerable: true,
      get() {
        reads++;
        if (reads > 2) throw new Error("read too often");
        return 1;
      },
    });
    optimizer.loadStateDict(state);
    expect([optimizer.updates, optimizer.iterations]).toEqual([1, 1]);
    optimizer.dispose();
    w.dispose();
  });

  it("is as before when an update throws, with its sums and its count of calls", () => {
    const train = (disturb: (optimizer: AdamW) => void) => {
      const w = tf.variable(tf.tensor1d([1, -2]), true, "w");
      const optimizer = new AdamW({ lr: 0.1, accumulationSteps: 2, nonFinite: "throw" });
      for (const [a, b] of [
        [1, 2],
        [3, -1],
        [0.5, 4],
        [-2, 1],
      ]) {
        disturb(optimizer);
        optimizer.applyGradients({ w: tf.tensor1d([a as number, b as number]) });
      }
      const result = [[...w.dataSync()], optimizer.updates, optimizer.iterations];
      w.dispose();
      return result;
    };
    let refused = 0;
    const disturbed = train((optimizer) => {
      if (optimizer.iterations % 2 === 0) return;
      const bad = { w: tf.tensor1d([Number.NaN, 1]) };
      expect(() => optimizer.applyGradients(bad)).toThrow(/NaN/);
      refused++;
    });
    expect(refused).toBe(2);
    expect(disturbed).toEqual(train(() => {}));
  });

  it("is used by operations that cache packed weights", () => {
    const w = tf.variable(tf.ones([8, 8]), true, "w");
    const x = tf.ones([4, 8]) as tf.Tensor2D;
    const optimizer = new Lion({ lr: 0.25 });
    for (let step = 1; step <= 3; step++) {
      const cost = optimizer.minimize(
        () => tf.sum(tf.matMul(x, w as unknown as tf.Tensor2D)) as tf.Scalar,
        true,
      );
      expect(cost?.dataSync()[0]).toBe(4 * 8 * 8 * (1 - 0.25 * (step - 1)));
      cost?.dispose();
    }
  });

  it("switches between training and evaluation, with the bits of plain arrays", () => {
    const w = tf.variable(tf.tensor1d([1, -2]), true, "w");
    const plain = Float32Array.of(1, -2);
    const reference = new PlainScheduleFree([plain], { lr: 0.1, memory: "caller" });
    const optimizer = new AdamWScheduleFree({ lr: 0.1 });
    optimizer.eval();
    reference.train();
    for (let step = 0; step < 3; step++) {
      const gradient = Float32Array.of(step, 1);
      optimizer.applyGradients({ w: tf.tensor1d(gradient) });
      reference.step({ grads: [gradient] });
    }
    expect([...w.dataSync()]).toEqual([...plain]);
    for (const mode of ["eval", "eval", "train"] as const) {
      optimizer[mode]();
      reference[mode]();
      expect([...w.dataSync()]).toEqual([...plain]);
    }
    optimizer.eval();
    expect(() => optimizer.applyGradients({ w: tf.tensor1d([1, 1]) })).toThrow(/call train\(\) first/);
  });
});
