/** A run of training, described once, that turns every length into whole optimizer steps. */
import { Fields, isRecord, positiveNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { refuseDeepNesting } from "../nesting.js";
import { type BatchStage, readBatchStages } from "./batch-stages.js";
import { isLength, type Length, type LengthLike, readLength } from "./length.js";
import { Progress } from "./progress.js";
import { roundUp } from "./round-up.js";

export interface RunOptions {
  /** Samples of one micro-batch on one device: what a data loader is given. */
  readonly batchSize?: number;
  /** How many micro-batches make one update (gradient accumulation). Default: 1. Goes with `batchSize`. */
  readonly accumulation?: number;
  /** How many devices train in parallel on different data. Default: 1. Goes with `batchSize`. */
  readonly worldSize?: number;
  /** Samples of one update, all devices and micro-batches together; instead of `batchSize`. */
  readonly globalBatchSize?: number;
  /** Tokens of one update, where no more is known; instead of `batchSize`. */
  readonly globalBatchTokens?: number;
  /** Tokens of one sample. `tokens()` needs it, unless `globalBatchTokens` is given. */
  readonly sequenceLength?: number;
  /** Samples of one epoch. `epochs()` needs it. */
  readonly datasetSize?: number;
  /**
   * Whether an epoch leaves out what does not fill a micro-batch on every device (a data loader's `drop_last`).
   * Default: false.
   */
  readonly dropLast?: boolean;
  /**
   * What becomes of micro-batches at the end of an epoch that are fewer than `accumulation`: `"update"`, an update of
   * their own, as in the trainers of Lightning and Hugging Face; `"drop"`; or `"carry"`, they count toward the first
   * update of the next epoch. Default: `"update"`.
   */
  readonly lastAccumulation?: "update" | "drop" | "carry";
  /** Smaller updates at the start of the run, one stage after the other. Default: none. */
  readonly batchStages?: readonly BatchStage[];
  /** How long the run is. Shares such as `"3%"` need it. */
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

/** An object whose lengths have become numbers of steps. */
export type Resolved<Options> = {
  [Name in keyof Options]: ResolvedValue<Options[Name]>;
};

type ResolvedValue<Value> = Value extends Length | `${number}%`
  ? number
  : Value extends readonly (infer Item)[]
    ? readonly ResolvedValue<Item>[]
    : Value;

/**
 * Describes a run of training, for turning lengths into steps.
 *
 * A step is one update of the optimizer, however many devices and micro-batches it takes: with 8 devices and 4
 * accumulated micro-batches, one step uses `32 * batchSize` samples, and a schedule is asked once for it.
 *
 * @throws InvalidArgumentError for counts that are not whole or not above 0, for two ways of saying the size of an
 * update, and for a total in a unit that the rest can't turn into steps.
 */
export function describeRun(options: RunOptions): Run {
  return new Run(new Fields("describeRun", "options", options, NAMES));
}

/** What `describeRun` makes. */
export class Run {
  /** Micro-batches of one update. */
  readonly accumulation: number;
  /** Devices that train in parallel. */
  readonly worldSize: number;
  /** Samples of one update, after any `batchStages`; null where it is not known. */
  readonly globalBatchSize: number | null;
  /** Tokens of one update, after any `batchStages`; null where it is not known. */
  readonly globalBatchTokens: number | null;
  /** Tokens of one sample; null where it is not known. */
  readonly sequenceLength: number | null;
  /** Samples of one epoch; null where it is not known. */
  readonly datasetSize: number | null;
  /**
   * Updates of one epoch, as the data loaders count; null without a data set, with `batchStages`, and where epochs differ
   * because micro-batches are carried over.
   */
  readonly stepsPerEpoch: number | null;
  /** Updates of the whole run; null where no total was given. */
  readonly totalSteps: number | null;
  readonly #progress: Progress | null;
  /** Updates of one epoch on average; null as `stepsPerEpoch`, but for what is carried over. */
  readonly #meanStepsPerEpoch: number | null;

  /** @internal Use `describeRun`. */
  constructor(given: RunFields) {
    given.refuseWith("batchSize", ["globalBatchSize", "globalBatchTokens"]);
    given.refuseWith("globalBatchSize", ["globalBatchTokens", "accumulation", "worldSize"]);
    given.refuseWith("globalBatchTokens", ["accumulation", "worldSize"]);
    for (const name of ["accumulation", "worldSize"] as const) {
      if (given.has(name) && !given.has("batchSize")) {
        throw new InvalidArgumentError(name, given.get(name), "absent where there is no batchSize");
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
        throw new InvalidArgumentError("total", given.get("total"), "a length that is no share of itself");
      }
      this.totalSteps = this.#resolve("total", total);
    }
  }

  /**
   * The whole number of steps that a length takes: the first step by which at least so much is done.
   *
   * What does not come out even is rounded up, as data loaders and the trainer of Hugging Face do. Whole and fractional
   * epochs count `stepsPerEpoch` each, or the mean of it where micro-batches are carried over; with `batchStages` an epoch is as many samples as the data set has. A number, and
   * `steps()`, is a number of steps already.
   *
   * @throws InvalidArgumentError that names what the run has to say for this unit: `datasetSize` for epochs,
   * `sequenceLength` for tokens, a batch size for both and for samples, `total` for shares.
   */
  steps(length: LengthLike): number {
    return this.#resolve("length", readLength("length", length));
  }

  /**
   * The options of a constructor with every length in them, also in lists, turned into steps.
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

  /** How many samples the first `step` updates use, counted in full batches; null where it is not known. */
  samplesAt(step: number): number | null {
    return this.#progress?.at(step, "samples") ?? null;
  }

  /** How many tokens the first `step` updates use; null where it is not known. */
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
    throw new InvalidArgumentError(argument, length, "so short that its steps can be counted exactly");
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

  /** Updates of one epoch: micro-batches on each device, in groups of `accumulation`. */
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
      const expected = `enough samples for an update; one takes ${this.globalBatchSize}`;
      throw new InvalidArgumentError("datasetSize", this.datasetSize, expected);
    }
    return updates;
  }
}

function missing(argument: string, length: Length, need: string): InvalidArgumentError {
  const expected = `in a unit that the run can count: ${length.unit} needs ${need} in describeRun`;
  return new InvalidArgumentError(argument, length, expected);
}
