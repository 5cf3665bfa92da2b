/** A description of a training run that converts every length to whole optimizer steps. */
import { Fields, isRecord, positiveNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { refuseDeepNesting } from "../nesting.js";
import { type BatchStage, readBatchStages } from "./batch-stages.js";
import { isLength, type Length, type LengthLike, readLength } from "./length.js";
import { Progress } from "./progress.js";
import { roundUp } from "./round-up.js";

export interface RunOptions {
  /** Samples of one micro-batch on one device: the batch size of a data loader. */
  readonly batchSize?: number;
  /** Number of micro-batches per update (gradient accumulation). Default: 1. Only with `batchSize`. */
  readonly accumulation?: number;
  /** Number of devices that train in parallel on different data. Default: 1. Only with `batchSize`. */
  readonly worldSize?: number;
  /** Samples per update, over all devices and micro-batches; instead of `batchSize`. */
  readonly globalBatchSize?: number;
  /** Tokens per update, if nothing else is known; instead of `batchSize`. */
  readonly globalBatchTokens?: number;
  /** Tokens per sample. `tokens()` needs it, unless `globalBatchTokens` is given. */
  readonly sequenceLength?: number;
  /** Samples per epoch. `epochs()` needs it. */
  readonly datasetSize?: number;
  /**
   * Whether an epoch drops samples that do not fill a micro-batch on every device (a data loader's `drop_last`).
   * Default: false.
   */
  readonly dropLast?: boolean;
  /**
   * What to do with fewer than `accumulation` micro-batches at the end of an epoch. `"update"`: make an update of them,
   * as in the trainers of Lightning and Hugging Face. `"drop"`: drop them. `"carry"`: count them toward the first
   * update of the next epoch. Default: `"update"`.
   */
  readonly lastAccumulation?: "update" | "drop" | "carry";
  /** Smaller updates at the start of the run, in stages. Default: none. */
  readonly batchStages?: readonly BatchStage[];
  /** The length of the run. Shares such as `"3%"` need it. */
  readonly total?: LengthLike;
}

const NAMES = [
  "batchSize",
  "accumulation",
  "worldSize",
  "globalBatchSize",
  "globalBatchTokens",
  "sequenceLength",
  "datasetSize",
  "dropLast",
  "lastAccumulation",
  "batchStages",
  "total",
] as const;

type RunFields = Fields<(typeof NAMES)[number]>;

/** An object whose lengths are converted to numbers of steps. */
export type Resolved<Options> = {
  [Name in keyof Options]: ResolvedValue<Options[Name]>;
};

type ResolvedValue<Value> = Value extends Length | `${number}%`
  ? number
  : Value extends readonly (infer Item)[]
    ? readonly ResolvedValue<Item>[]
    : Value;

/**
 * Describes a training run, to convert lengths to steps.
 *
 * A step is one update of the optimizer, whatever the number of devices and micro-batches: with 8 devices and 4
 * accumulated micro-batches, one step uses `32 * batchSize` samples and advances the schedule once.
 *
 * @throws InvalidArgumentError for counts that are not whole or not above 0, for two ways of giving the size of an
 * update, or for a total in a unit that can't be converted to steps.
 */
export function describeRun(options: RunOptions): Run {
  return new Run(new Fields("describeRun", "options", options, NAMES));
}

/** The result of `describeRun`. */
export class Run {
  /** Micro-batches per update. */
  readonly accumulation: number;
  /** Devices that train in parallel. */
  readonly worldSize: number;
  /** Samples per update, after any `batchStages`; null if unknown. */
  readonly globalBatchSize: number | null;
  /** Tokens per update, after any `batchStages`; null if unknown. */
  readonly globalBatchTokens: number | null;
  /** Tokens per sample; null if unknown. */
  readonly sequenceLength: number | null;
  /** Samples per epoch; null if unknown. */
  readonly datasetSize: number | null;
  /**
   * Updates per epoch, as data loaders count them; null without a data set, with `batchStages`, and if epochs differ
   * because micro-batches are carried over.
   */
  readonly stepsPerEpoch: number | null;
  /** Updates of the whole run; null without a total. */
  readonly totalSteps: number | null;
  readonly #progress: Progress | null;
  /** Updates per epoch on average; null like `stepsPerEpoch`, except for carried micro-batches. */
  readonly #meanStepsPerEpoch: number | null;

  /** @internal Use `describeRun`. */
  constructor(given: RunFields) {
    given.refuseWith("batchSize", ["globalBatchSize", "globalBatchTokens"]);
    given.refuseWith("globalBatchSize", ["globalBatchTokens", "accumulation", "worldSize"]);
    given.refuseWith("globalBatchTokens", ["accumulation", "worldSize"]);
    for (const name of ["accumulation", "worldSize"] as const) {
      if (given.has(name) && !given.has("batchSize")) {
        throw new InvalidArgumentError(name, given.get(name), "absent if there is no batchSize");
      }
    }
    this.accumulation = given.whole("accumulation", 1, 1);
    this.worldSize = given.whole("worldSize", 1, 1);
    const size = given.has("batchSize")
      ? given.whole("batchSize", 1) * this.accumulation * this.worldSize
      : given.readOrNull("globalBatchSize", positiveNumber);
    const perSample = given.readOrNull("sequenceLength", positiveNumber);
    const sizeInTokens = given.readOrNull("globalBatchTokens", positiveNumber);
    this.sequenceLength = perSample;
    this.datasetSize = given.has("datasetSize") ? given.whole("datasetSize", 1) : null;
    this.globalBatchSize =
      size ?? (sizeInTokens === null || perSample === null ? null : sizeInTokens / perSample);
    this.globalBatchTokens = sizeInTokens ?? (size === null || perSample === null ? null : size * perSample);
    const stages = given.read("batchStages", readBatchStages, []);
    const updateSize = sizeInTokens ?? size;
    this.#progress =
      updateSize === null
        ? null
        : new Progress(sizeInTokens === null ? "samples" : "tokens", updateSize, perSample, stages);
    const stepsPerEpoch = this.#countEpoch(given);
    this.#meanStepsPerEpoch = stages.length > 0 ? null : stepsPerEpoch;
    this.stepsPerEpoch = Number.isInteger(this.#meanStepsPerEpoch) ? this.#meanStepsPerEpoch : null;
    this.totalSteps = null;
    if (given.has("total")) {
      const total = given.read("total", readLength);
      if (total.unit === "fraction") {
        throw new InvalidArgumentError("total", given.get("total"), "a length other than a share of the run");
      }
      this.totalSteps = this.#resolve("total", total);
    }
  }

  /**
   * The number of steps of a length: the smallest number of updates that use at least that much.
   *
   * Fractions are rounded up, as in data loaders and the trainer of Hugging Face. Whole and fractional epochs count
   * `stepsPerEpoch` each, or its mean if micro-batches are carried over; with `batchStages` an epoch has the samples of
   * the data set. A number, like `steps()`, is already a number of steps.
   *
   * @throws InvalidArgumentError that names the option that the unit needs: `datasetSize` for epochs, `sequenceLength`
   * for tokens, a batch size for both and for samples, `total` for shares.
   */
  steps(length: LengthLike): number {
    return this.#resolve("length", readLength("length", length));
  }

  /**
   * The options of a constructor with every length in them, also in lists, converted to steps.
   *
   * @example `warmupCosine(run.resolve({ peak: 6e-4, warmupSteps: tokens(375e6), totalSteps: "100%" }))`
   * @throws InvalidArgumentError as `steps` does, with the name of the field.
   */
  resolve<const Options extends object>(options: Options): Resolved<Options> {
    if (!isRecord(options)) throw new InvalidArgumentError("options", options, "an object");
    refuseDeepNesting("options", options);
    const entries = Object.entries(options).map(([name, value]) => [name, this.#resolveValue(name, value)]);
    return Object.fromEntries(entries) as Resolved<Options>;
  }

  /** The number of samples of the first `step` updates, counted in full batches; null if unknown. */
  samplesAt(step: number): number | null {
    return this.#progress?.at(step, "samples") ?? null;
  }

  /** The number of tokens of the first `step` updates; null if unknown. */
  tokensAt(step: number): number | null {
    return this.#progress?.at(step, "tokens") ?? null;
  }

  #resolveValue(name: string, value: unknown): unknown {
    if (isLength(value)) return this.#resolve(name, readLength(name, value));
    if (isArray(value)) return value.map((item, i) => this.#resolveValue(`${name}[${i}]`, item));
    return value;
  }

  #resolve(argument: string, length: Length): number {
    const count = this.#countSteps(argument, length);
    if (Number.isSafeInteger(count)) return count;
    throw new InvalidArgumentError(argument, length, "short enough that its steps can be counted exactly");
  }

  #countSteps(argument: string, length: Length): number {
    switch (length.unit) {
      case "steps":
        return length.count;
      case "fraction":
        if (this.totalSteps === null) throw missing(argument, length, "total");
        return roundUp(this.totalSteps * length.count);
      case "epochs":
        if (this.datasetSize === null) throw missing(argument, length, "datasetSize");
        if (this.#meanStepsPerEpoch !== null) return roundUp(this.#meanStepsPerEpoch * length.count);
        return this.#count(argument, { unit: "samples", count: length.count * this.datasetSize });
      case "samples":
      case "tokens":
        return this.#count(argument, length);
      default:
        return length.unit satisfies never;
    }
  }

  #count(argument: string, length: Length): number {
    if (this.#progress === null) throw missing(argument, length, "a batch size");
    const counted = this.#progress.stepsFor(length);
    if (counted === null) throw missing(argument, length, "sequenceLength");
    return counted;
  }

  /** Updates per epoch: micro-batches on each device, in groups of `accumulation`. */
  #countEpoch(given: RunFields): number | null {
    const dropLast = given.flag("dropLast", false);
    const last = given.choice("lastAccumulation", ["update", "drop", "carry"], "update");
    if (this.datasetSize === null || this.globalBatchSize === null) return null;
    const accumulation = given.whole("accumulation", 1, 1);
    const microBatch = this.globalBatchSize / accumulation;
    const batches = dropLast
      ? Math.floor(this.datasetSize / microBatch)
      : Math.ceil(this.datasetSize / microBatch);
    const rounded = { update: Math.ceil, drop: Math.floor, carry: (share: number) => share };
    const updates = rounded[last](batches / accumulation);
    if (updates === 0) {
      const expected = `enough samples for an update, which takes ${this.globalBatchSize}`;
      throw new InvalidArgumentError("datasetSize", this.datasetSize, expected);
    }
    return updates;
  }
}

function missing(argument: string, length: Length, need: string): InvalidArgumentError {
  const expected = `in a unit that the run can count: ${length.unit} needs ${need} in describeRun`;
  return new InvalidArgumentError(argument, length, expected);
}
