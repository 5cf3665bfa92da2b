/** A small layers model, its data, and optimizers for it. */
import * as tf from "@tensorflow/tfjs";
import type { LearningRateScheduler, ReduceLROnPlateau } from "../../src/callbacks/index.js";
import { AdamW } from "../../src/index.js";

/** The same weights in every run. @param useBias False for optimizers that take matrices only. */
export function makeModel(optimizer: tf.Optimizer | string, useBias = true): tf.Sequential {
  const model = tf.sequential();
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 7 });
  model.add(tf.layers.dense({ units: 8, inputShape: [2], activation: "tanh", kernelInitializer, useBias }));
  model.add(tf.layers.dense({ units: 1, kernelInitializer, useBias }));
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

export function data(): { x: tf.Tensor; y: tf.Tensor } {
  const x = tf.tensor2d(
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i)),
    [32, 2],
  );
  return { x, y: x.sum(1, true).square() };
}

/** A callback of TensorFlow.js or of anneal. */
export type AnyCallback = tf.CustomCallback | LearningRateScheduler | ReduceLROnPlateau;

/** Trains with `fit` or `fitDataset`, two batches an epoch. */
export async function trainModel(
  model: tf.LayersModel,
  method: "fit" | "fitDataset",
  epochs: number,
  callbacks: AnyCallback[],
): Promise<void> {
  const { x, y } = data();
  if (method === "fit") {
    await model.fit(x, y, { epochs, batchSize: 16, shuffle: false, verbose: 0, callbacks });
    return;
  }
  const batches = tf.data.array([0, 16]).map((start) => ({
    xs: x.slice([start as number, 0], [16, 2]),
    ys: y.slice([start as number, 0], [16, 1]),
  }));
  await model.fitDataset(batches, { epochs, verbose: 0, callbacks });
}

/** Records the weights before training and after each batch. */
export class WeightRecord extends tf.CustomCallback {
  readonly weights: Float32Array[] = [];

  constructor(model: tf.LayersModel) {
    const add = async () => {
      const values = await Promise.all(model.getWeights().map((each) => each.data()));
      this.weights.push(Float32Array.from(values.flatMap((each) => [...each])));
    };
    super({ onTrainBegin: add, onBatchEnd: add });
  }

  /** The changes of the weights in a batch. */
  changes(batch: number): Float32Array {
    const [before, after] = this.weights.slice(batch, batch + 2) as [Float32Array, Float32Array];
    return after.map((value, i) => value - (before[i] as number));
  }
}

/** A new optimizer for each rate. The change of a weight is proportional to the rate of the batch. */
export const makers: Readonly<Record<string, (rate: number) => tf.Optimizer>> = {
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

/** The largest distance of `changes` from `factor` times `others`, as a share of the largest change. */
export function distance(changes: Float32Array, others: Float32Array, factor: number): number {
  const largest = Math.max(...changes.map(Math.abs));
  return Math.max(...changes.map((value, i) => Math.abs(value - factor * (others[i] as number)))) / largest;
}
