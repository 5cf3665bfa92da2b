/** A linear model on noisy batches, trained by AdamW, with the same bits on every engine. */
import { findLearningRate, type RangeTestResult } from "@anneal/core";
import { AdamW } from "@anneal/wasm";

const INPUTS = 24;
const ROWS = 6_400;
const BATCH = 64;

export class LinearModel {
  /** The rate of the next step. */
  rate = 0;
  readonly optimizer: AdamW;
  readonly #inputs: Float32Array;
  readonly #targets: Float32Array;

  constructor() {
    // Park and Miller's generator uses whole numbers, so the data are the same everywhere.
    let seed = 20_261_123;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return (2 * seed) / 2_147_483_647 - 1;
    };
    const truth = Array.from({ length: INPUTS }, random);
    this.#inputs = Float32Array.from({ length: ROWS * INPUTS }, random);
    this.#targets = Float32Array.from({ length: ROWS }, (_, row) =>
      truth.reduce((sum, weight, i) => sum + weight * this.#input(row, i), 0.3 * random()),
    );
    this.optimizer = new AdamW([{ params: [INPUTS] }], { lr: () => this.rate });
  }

  /** Trains on one batch and returns its mean squared error before the step. */
  step(rate: number, index: number): number {
    const [weights = new Float32Array()] = this.optimizer.params;
    const [gradient = new Float32Array()] = this.optimizer.grads;
    this.optimizer.zeroGrad();
    let loss = 0;
    for (let i = 0; i < BATCH; i++) {
      const row = (index * BATCH + i) % ROWS;
      const answer = weights.reduce((sum, weight, j) => sum + weight * this.#input(row, j), 0);
      const error = answer - (this.#targets[row] ?? 0);
      loss += error ** 2 / BATCH;
      gradient.forEach((sum, j) => {
        gradient[j] = sum + (2 * error * this.#input(row, j)) / BATCH;
      });
    }
    this.rate = rate;
    this.optimizer.step();
    return loss;
  }

  /** Runs a range test; the model is unchanged afterwards. */
  rangeTest(): Promise<RangeTestResult> {
    const { optimizer } = this;
    return findLearningRate({
      trainStep: (rate, index) => this.step(rate, index),
      start: 1e-5,
      end: 10,
      optimizer,
    });
  }

  #input(row: number, i: number): number {
    return this.#inputs[row * INPUTS + i] ?? 0;
  }
}
