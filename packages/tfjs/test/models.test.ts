/** Layers models: compile, fit with callbacks, and saving with the optimizer. */
import { InvalidArgumentError, warmupCosine, warmupLinear, warmupStableDecay } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import {
  LearningRateScheduler,
  ReduceLROnPlateau,
  WarmupCosine,
  WarmupLinear,
  WarmupStableDecay,
} from "../src/callbacks/index.js";
import { AdamW, Lion, registerOptimizers } from "../src/index.js";
import { backends, useBackend } from "./support/backends.js";

registerOptimizers();

function makeModel(optimizer: tf.Optimizer): tf.Sequential {
  const model = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 7 });
  model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: "tanh", kernelInitializer }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer }));
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

function data(): { x: tf.Tensor; y: tf.Tensor } {
  const x = tf.tensor2d(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
    [32, 2],
  );
  return { x, y: x.sum(1, true).square() };
}

const lengths = { peak: 0.1, warmupSteps: 2, totalSteps: 6 };
const perEpoch = { per: "epoch", firstStep: 1 } as const;
const quiet = { verbose: 0, shuffle: false, batchSize: 8 } as const;

describe.each(backends)("on the backend %s", (backend) => {
  useBackend(backend);

  it("trains a model, and resumes it to the same bits after it was saved with its optimizer", async () => {
    const { x, y } = data();
    const options = {
      lr: warmupCosine({ peak: 0.05, warmupSteps: 4, totalSteps: 40 }),
      decayExclude: ["bias"],
    };
    const whole = makeModel(new AdamW(options));
    const first = await whole.fit(x, y, { ...quiet, epochs: 3 });
    let saved: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    });
    await whole.save(handler, { includeOptimizer: true });
    const second = await whole.fit(x, y, { ...quiet, epochs: 3 });

    const resumed = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
    const again = await resumed.fit(x, y, { ...quiet, epochs: 3 });
    expect(again.history.loss).toEqual(second.history.loss);
    expect(second.history.loss?.[2] as number).toBeLessThan(first.history.loss?.[0] as number);
    const [a, b] = [whole, resumed].map((model) => model.getWeights().map((each) => [...each.dataSync()]));
    expect(a).toEqual(b);
    expect((resumed.optimizer as AdamW).updates).toBe(24);
  });

  it("keeps no tensors", async () => {
    const { x, y } = data();
    const model = makeModel(new Lion({ lr: 1e-3 }));
    await model.fit(x, y, { ...quiet, epochs: 1 });
    const before = tf.memory().numTensors;
    await model.fit(x, y, { ...quiet, epochs: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("keeps the tensors of one save at most", async () => {
    const { x, y } = data();
    const model = makeModel(new AdamW());
    await model.fit(x, y, { ...quiet, epochs: 1 });
    const handler = tf.io.withSaveHandler(async () => ({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    }));
    const before = tf.memory().numTensors;
    await model.save(handler, { includeOptimizer: true });
    const after = tf.memory().numTensors;
    for (let save = 0; save < 3; save++) await model.save(handler, { includeOptimizer: true });
    expect(tf.memory().numTensors).toBe(after);
    (model.optimizer as AdamW).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ["a cosine", () => new WarmupCosine(lengths, perEpoch), warmupCosine(lengths)],
    ["a line", () => new WarmupLinear(lengths, perEpoch), warmupLinear(lengths)],
    [
      "a plateau and a decay",
      () => new WarmupStableDecay({ ...lengths, decaySteps: 2 }, perEpoch),
      warmupStableDecay({ ...lengths, decaySteps: 2 }),
    ],
  ])("warms up, then follows %s, for each epoch", async (_, make, schedule) => {
    const { x, y } = data();
    const rates: number[] = [];
    const model = makeModel(tf.train.sgd(1));
    const { optimizer } = model as unknown as { optimizer: { learningRate: number } };
    const record = new tf.CustomCallback({ onEpochEnd: async () => void rates.push(optimizer.learningRate) });
    await model.fit(x, y, { ...quiet, epochs: 5, callbacks: [make(), record] });
    expect(rates).toEqual([1, 2, 3, 4, 5].map((step) => schedule(step)));
  });

  it("reduces the rate on a plateau", async () => {
    const { x, y } = data();
    const model = makeModel(new AdamW({ lr: 0 }));
    const { optimizer } = model as unknown as { optimizer: AdamW };
    optimizer.learningRate = 1e-30;
    const plateau = new ReduceLROnPlateau({ monitor: "loss", patience: 1, factor: 0.5, minLr: 2e-31 });
    await model.fit(x, y, { ...quiet, epochs: 8, callbacks: [plateau] });
    // The rate is reduced after epochs 3, 5 and 7, down to the lowest rate.
    expect(optimizer.learningRate).toBeCloseTo(2e-31, 40);
    await expect(
      model.fit(x, y, { ...quiet, epochs: 1, callbacks: [new ReduceLROnPlateau()] }),
    ).rejects.toThrow(/^monitor must be .*: loss/);
  });
});

/** A new optimizer for each rate. */
const makers: Readonly<Record<string, (rate: number) => tf.Optimizer>> = {
  sgd: (rate) => tf.train.sgd(rate),
  momentum: (rate) => tf.train.momentum(rate, 0.9),
  "momentum of Nesterov": (rate) => tf.train.momentum(rate, 0.9, true),
  adagrad: (rate) => tf.train.adagrad(rate),
  adadelta: (rate) => tf.train.adadelta(rate),
  rmsprop: (rate) => tf.train.rmsprop(rate),
  "centered rmsprop": (rate) => tf.train.rmsprop(rate, 0.9, 0, undefined, true),
  adam: (rate) => tf.train.adam(rate),
  adamax: (rate) => tf.train.adamax(rate),
  "AdamW of anneal": (rate) => new AdamW({ lr: rate }),
};

describe.each(["fit", "fitDataset"] as const)("the rate in %s", (method) => {
  useBackend("cpu");

  it.each(Object.keys(makers).flatMap((name) => [[name, "batch"] as const, [name, "epoch"] as const]))(
    "of %s follows a schedule for each %s",
    async (name, per) => {
      const { x, y } = data();
      const make = makers[name] as (rate: number) => tf.Optimizer;
      const BATCHES = 2;
      // A rate of 0 changes no weight, the third is that of a new optimizer.
      const rates = [0, 0, 0.05];
      const model = makeModel(make(0.7));
      const changes: boolean[] = [];
      let weights = flat(model);
      const record = new tf.CustomCallback({
        onBatchEnd: async () => {
          const now = flat(model);
          changes.push(now.some((value, i) => !Object.is(value, weights[i])));
          weights = now;
        },
      });
      const schedule = (step: number) => rates[Math.min(step, 2)] as number;
      const callbacks = [new LearningRateScheduler(schedule, { per }), record];
      const epochs = 3;
      if (method === "fit") await model.fit(x, y, { ...quiet, batchSize: 16, epochs, callbacks });
      else {
        const batches = tf.data.array([0, 1]).map((i) => ({
          xs: x.slice([16 * (i as number), 0], [16, 2]),
          ys: y.slice([16 * (i as number), 0], [16, 1]),
        }));
        await model.fitDataset(batches, { epochs, verbose: 0, callbacks });
      }
      const still = per === "batch" ? 2 : 2 * BATCHES;
      expect(changes).toEqual(Array.from({ length: epochs * BATCHES }, (_, i) => i >= still));
    },
  );
});

function flat(model: tf.LayersModel): number[] {
  return model.getWeights().flatMap((each) => [...each.dataSync()]);
}

describe("callbacks", () => {
  it("refuse wrong options", () => {
    expect(() => new LearningRateScheduler(1 as never)).toThrow(InvalidArgumentError);
    expect(() => new LearningRateScheduler(() => 1, { per: "step" as never })).toThrow(InvalidArgumentError);
    expect(() => new LearningRateScheduler(() => 1, { firstStep: -1 })).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine(null as never)).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine(lengths, { per: "step" as never })).toThrow(InvalidArgumentError);
    expect(() => new WarmupCosine({ ...lengths, warmup: 3 } as never)).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ patience: -1 })).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ monitor: 1 as never })).toThrow(InvalidArgumentError);
    expect(() => new ReduceLROnPlateau({ minLr: Number.NaN })).toThrow(InvalidArgumentError);
  });
});
