/** Lowers the learning rate when a metric stops improving. */
import { InvalidArgumentError, ReduceOnPlateau, type ReduceOnPlateauOptions } from "@anneal/core";
import { Fields, fieldsOf, isFunction, isRecord, numberAtLeast, text } from "@anneal/core/arguments";
import type { Tensor } from "@tensorflow/tfjs-core";
import { Callback, type LayersModel, type Logs } from "@tensorflow/tfjs-layers";
import { learningRateOf, setLearningRate } from "../learning-rate.js";
import { optimizerOf } from "./compiled-optimizer.js";
import { reduceRate, setReduction } from "./reductions.js";

const own = ["per", "monitor", "minLr"] as const;

export interface ReduceLROnPlateauOptions extends Omit<ReduceOnPlateauOptions, "minimum" | "from" | "until"> {
  /** How often the metric is judged: after each epoch (default) or after each batch. */
  readonly per?: "batch" | "epoch";
  /** The name of the metric in the logs. Default: `"val_loss"`, for batches `"loss"`. */
  readonly monitor?: string;
  /** The lowest rate. Default: 0. */
  readonly minLr?: number;
}

/**
 * Multiplies the learning rate of the model's optimizer by `factor` when a metric has not improved for `patience` epochs or
 * batches, by the rule of `ReduceOnPlateau` of @anneal/core. A `LearningRateScheduler` among the same callbacks continues
 * with reduced rates.
 */
export class ReduceLROnPlateau extends Callback {
  readonly #per: "batch" | "epoch";
  readonly #monitor: string;
  readonly #minLr: number;
  readonly #rule: ReduceOnPlateau;

  /** @throws InvalidArgumentError */
  constructor(options: ReduceLROnPlateauOptions = {}) {
    super();
    if (!isRecord(options))
      throw new InvalidArgumentError(
        "options",
        options,
        "an object with per, monitor, minLr and the options of ReduceOnPlateau",
      );
    const { per, monitor, minLr, ...rest } = Object.fromEntries(fieldsOf(options, own));
    const fields = new Fields("ReduceLROnPlateau", "options", { per, monitor, minLr }, own);
    this.#per = fields.choice("per", ["batch", "epoch"], "epoch");
    this.#monitor = fields.read("monitor", text, this.#per === "epoch" ? "val_loss" : "loss");
    this.#minLr = fields.read("minLr", (name, value) => numberAtLeast(name, value, 0), 0);
    this.#rule = new ReduceOnPlateau(rest);
  }

  /** A callback that was used before continues with its reductions. */
  override async onTrainBegin(): Promise<void> {
    this.#announce();
  }

  /** @throws InvalidArgumentError if the logs do not have the metric */
  override async onBatchEnd(_batch: number, logs?: Logs): Promise<void> {
    if (this.#per === "batch") await this.#judge(logs);
  }

  /** @throws InvalidArgumentError if the logs do not have the metric */
  override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
    if (this.#per === "epoch") await this.#judge(logs);
  }

  async #judge(logs: Logs = {}): Promise<void> {
    // Metrics are numbers, or tensors that have not been read.
    const logged: unknown = logs[this.#monitor];
    const metric = isTensor(logged) ? (await logged.data())[0] : logged;
    if (typeof metric !== "number") {
      const known = Object.keys(logs).join(", ");
      throw new InvalidArgumentError("monitor", this.#monitor, `the name of a metric in the logs: ${known}`);
    }
    const before = this.#rule.factor;
    const { factor, move } = this.#rule.step(metric);
    if (move === null) return;
    const optimizer = optimizerOf(this.model as LayersModel);
    setLearningRate(optimizer, reduceRate(learningRateOf(optimizer), factor / before, this.#minLr));
    this.#announce();
  }

  #announce(): void {
    setReduction(this.params, this, { factor: this.#rule.factor, minLr: this.#minLr });
  }

  /** The rule's state, as plain JSON. */
  stateDict(): ReturnType<ReduceOnPlateau["stateDict"]> {
    return this.#rule.stateDict();
  }

  /** Continues from a state. @throws InvalidArgumentError */
  loadStateDict(state: unknown): void {
    this.#rule.loadStateDict(state);
  }
}

function isTensor(value: unknown): value is Tensor {
  return isRecord(value) && isFunction(value.data);
}
