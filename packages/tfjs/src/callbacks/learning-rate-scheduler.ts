/** The learning rate as a function of the batch or the epoch. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, isFunction, numberAtLeast, wholeNumber } from "@anneal/core/arguments";
import { Callback, type LayersModel } from "@tensorflow/tfjs-layers";
import { setLearningRate } from "../learning-rate.js";
import { optimizerOf } from "./compiled-optimizer.js";
import { reducedRate } from "./reductions.js";

export interface LearningRateSchedulerOptions {
  /** The unit of the schedule's steps: a batch, which is an update (default), or an epoch. */
  readonly per?: "batch" | "epoch";
  /** The first step, for training that continues from a checkpoint. Default: 0. */
  readonly firstStep?: number;
}

/**
 * Sets the learning rate of the model's optimizer, any of TensorFlow.js or of anneal, before each batch or epoch. If a
 * `ReduceLROnPlateau` among the same callbacks has reduced the rate, the rates of the schedule are reduced by its factor.
 *
 * ```ts
 * const schedule = warmupCosine({ peak: 1e-3, warmupSteps: 100, totalSteps: 5_000 });
 * await model.fit(x, y, { epochs: 10, callbacks: [new LearningRateScheduler(schedule)] });
 * ```
 */
export class LearningRateScheduler extends Callback {
  readonly #rateOf: (step: number) => number;
  readonly #per: "batch" | "epoch";
  #step: number;

  /**
   * @param schedule A schedule, or any function from the step, counted from 0, to a rate.
   * @throws InvalidArgumentError
   */
  constructor(schedule: (step: number) => number, options: LearningRateSchedulerOptions = {}) {
    super();
    if (!isFunction(schedule))
      throw new InvalidArgumentError("schedule", schedule, "a schedule or a function");
    const fields = new Fields("LearningRateScheduler", "options", options, ["per", "firstStep"]);
    this.#rateOf = schedule as (step: number) => number;
    this.#per = fields.choice("per", ["batch", "epoch"], "batch");
    this.#step = fields.read("firstStep", (name, value) => wholeNumber(name, value), 0);
  }

  /** The step whose rate is set next. */
  get step(): number {
    return this.#step;
  }

  override async onEpochBegin(): Promise<void> {
    if (this.#per === "epoch") this.#setRate();
  }

  override async onBatchBegin(): Promise<void> {
    if (this.#per === "batch") this.#setRate();
  }

  #setRate(): void {
    const rate = numberAtLeast(`schedule(${this.#step})`, this.#rateOf(this.#step), 0);
    setLearningRate(optimizerOf(this.model as LayersModel), reducedRate(this.params, rate));
    this.#step++;
  }
}
