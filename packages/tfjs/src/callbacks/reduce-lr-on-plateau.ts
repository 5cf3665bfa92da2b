/** Lowers the learning rate when a metric stops improving. */
import { InvalidArgumentError, ReduceOnPlateau, type ReduceOnPlateauOptions } from "@anneal/core";
import { Fields, fieldsOf, isFunction, isRecord, numberAtLeast, text } from "@anneal/core/arguments";
import type { Tensor } from "@tensorflow/tfjs-core";
import { Callback, type LayersModel, type Logs } from "@tensorflow/tfjs-layers";
import { learningRateOf, setLearningRate } from "../learning-rate.js";
import { optimizerOf } from "./compiled-optimizer.js";

export interface ReduceLROnPlateauOptions extends Omit<ReduceOnPlateauOptions, "minimum" | "from" | "until"> {
  /** The name of the metric in the logs of an epoch. Default: `"val_loss"`. */
  readonly monitor?: string;
  /** The lowest rate. Default: 0. */
  readonly minLr?: number;
}

/**
 * Multiplies the learning rate of the model's optimizer by `factor` when a metric has not improved for `patience`
 * epochs, by the rule of `ReduceOnPlateau` of @anneal/core.
 */
export class ReduceLROnPlateau extends Callback {
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
        "an object with monitor, minLr and the options of ReduceOnPlateau",
      );
    const given = fieldsOf(options, ["monitor", "minLr"]);
    const { monitor = "val_loss", minLr = 0, ...rest } = Object.fromEntries(given);
    const fields = new Fields("ReduceLROnPlateau", "options", { monitor, minLr }, ["monitor", "minLr"]);
    this.#monitor = fields.read("monitor", text);
    this.#minLr = fields.read("minLr", (name, value) => numberAtLeast(name, value, 0));
    this.#rule = new ReduceOnPlateau(rest);
  }

  /** @throws InvalidArgumentError if the logs do not have the metric */
  override async onEpochEnd(_epoch: number, logs: Logs = {}): Promise<void> {
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
    const rate = (learningRateOf(optimizer) * factor) / before;
    setLearningRate(optimizer, Math.max(rate, Math.min(this.#minLr, learningRateOf(optimizer))));
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
