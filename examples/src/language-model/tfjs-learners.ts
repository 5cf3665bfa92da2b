/** The language model in TensorFlow.js, with anneal's AdamW and with TensorFlow.js's Adam. */
import type { OptimizerState, Schedule } from "@anneal/core";
import { AdamW, setLearningRate } from "@anneal/tfjs";
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "./batches.js";
import { BATCH } from "./batches.js";
import { type Learner, type Saved, timed } from "./learner.js";
import { tfjsLoss } from "./tfjs-model.js";
import { initialWeights, mapWeights, type OfWeights } from "./weights.js";

/** Makes the names of variables unique across learners. */
let learners = 0;

abstract class TfjsLearner<Optimizer extends tf.Optimizer> implements Learner {
  protected readonly optimizer: Optimizer;
  readonly #weights: OfWeights<tf.Variable>;

  constructor(optimizer: Optimizer, characters: number, seed: number) {
    this.optimizer = optimizer;
    const prefix = `learner${learners++}`;
    this.#weights = mapWeights(initialWeights(characters, seed), ({ values, shape }, name) =>
      tf.tidy(() => tf.variable(tf.tensor2d(values, [...shape]), true, `${prefix}/${name}`)),
    );
  }

  update({ inputs, targets, shape }: Batch, step: number) {
    this.prepare(step);
    let grads: tf.NamedTensorMap = {};
    const update = timed(
      () => {
        const [x, y] = [tf.tensor2d(inputs, [...shape]), tf.tensor2d(targets, [...shape])];
        const made = tf.variableGrads(
          () => tfjsLoss(this.#weights, x, y, BATCH),
          Object.values(this.#weights),
        );
        grads = made.grads;
        const loss = made.value.dataSync()[0] as number;
        tf.dispose([x, y, made.value]);
        return loss;
      },
      () => this.optimizer.applyGradients(grads),
    );
    tf.dispose(grads);
    return update;
  }

  /** Called before update number `step`. */
  protected abstract prepare(step: number): void;
  protected abstract saveOptimizer(): Promise<unknown>;
  protected abstract loadOptimizer(saved: unknown): Promise<void>;

  async save(): Promise<Saved> {
    const weights = mapWeights(this.#weights, (each) => each.dataSync().slice() as Float32Array);
    return { weights, optimizer: await this.saveOptimizer() };
  }

  async load({ weights, optimizer }: Saved): Promise<void> {
    mapWeights(this.#weights, (each, name) =>
      tf.tidy(() => each.assign(tf.tensor(weights[name], each.shape))),
    );
    await this.loadOptimizer(optimizer);
  }

  dispose(): void {
    this.optimizer.dispose();
    tf.dispose(Object.values(this.#weights));
  }
}

/** anneal's AdamW, in place in the backend's memory. */
export class TfjsWithAnneal extends TfjsLearner<AdamW> {
  constructor(schedule: Schedule, characters: number, seed: number) {
    const options = { lr: schedule, betas: [0.9, 0.99], weightDecay: 0.01, clipNorm: 1 } as const;
    super(new AdamW(options), characters, seed);
  }

  protected override prepare(): void {}

  protected override async saveOptimizer(): Promise<unknown> {
    return this.optimizer.stateDict();
  }

  protected override async loadOptimizer(saved: unknown): Promise<void> {
    this.optimizer.loadStateDict(saved as OptimizerState);
  }
}

/** TensorFlow.js's Adam with the same rates, but without weight decay and clipping, which it does not have. */
export class TfjsWithItsAdam extends TfjsLearner<tf.AdamOptimizer> {
  readonly #schedule: Schedule;

  constructor(schedule: Schedule, characters: number, seed: number) {
    super(tf.train.adam(schedule(0), 0.9, 0.99, 1e-8), characters, seed);
    this.#schedule = schedule;
  }

  protected override prepare(step: number): void {
    setLearningRate(this.optimizer, this.#schedule(step));
  }

  protected override async saveOptimizer(): Promise<unknown> {
    const weights = await this.optimizer.getWeights();
    return weights.map(({ name, tensor }) => ({
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      values: tensor.dataSync().slice(),
    }));
  }

  protected override async loadOptimizer(saved: unknown): Promise<void> {
    type Entry = { name: string; dtype: "float32"; shape: number[]; values: Float32Array };
    const weights = (saved as Entry[]).map(({ name, dtype, shape, values }) => ({
      name,
      tensor: tf.tensor(values, shape, dtype),
    }));
    await this.optimizer.setWeights(weights);
  }
}
