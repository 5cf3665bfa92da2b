/** Batch sizes that grow while training goes on, as stages of equal batches. */
import { Fields, listOf } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { type Length, type LengthLike, readLength } from "./length.js";

/** Updates of one size, until so much of the run is done. */
export interface BatchStage {
  /** When the next stage takes over, counted from the start of the run: steps, samples or tokens. */
  readonly until: LengthLike;
  /** The size of an update: samples, or tokens where the run counts in `globalBatchTokens`. */
  readonly size: number;
}

/** A stage as a run keeps it. */
export interface ReadBatchStage {
  readonly until: Length;
  readonly size: number;
}

export function readBatchStages(argument: string, value: unknown): readonly ReadBatchStage[] {
  return listOf(argument, value, "batch stages", (path, item) => {
    const fields = new Fields("a batch stage", path, item, ["until", "size"], `${path}.`);
    const until = fields.read("until", readLength);
    if (until.unit === "epochs" || until.unit === "fraction") {
      throw new InvalidArgumentError(fields.path("until"), item, "steps, samples or tokens");
    }
    return Object.freeze({ until, size: fields.positive("size") });
  });
}

export interface LinearBatchRampOptions {
  /** The size of the first updates. */
  readonly from: number;
  /** The size that the ramp leads to, at least `from`: that of the run's later updates. */
  readonly to: number;
  /** How much of the run the ramp takes: samples or tokens. */
  readonly over: Length;
  /** In how many stages of equal length the size grows, from 1 to 100,000. */
  readonly increments: number;
}

/** No batch grows more often; many more stages would end the process instead of the call. */
const MOST_INCREMENTS = 100_000;

/**
 * `size = from + (to - from) * i / increments` in stage `i`, each of which lasts `over / increments`
 *
 * The stages of a batch size that grows linearly with the samples or tokens seen, as Megatron-LM's `--rampup-batch-size`
 * has it; after the last one the run's own batch size, which is `to`, takes over.
 *
 * @throws InvalidArgumentError for sizes that are not above 0 or that shrink, a length that is neither samples nor
 * tokens, and more increments than that.
 */
export function linearBatchRamp(options: LinearBatchRampOptions): readonly BatchStage[] {
  const given = new Fields("linearBatchRamp", "options", options, ["from", "to", "over", "increments"]);
  const from = given.positive("from");
  const to = given.positive("to");
  if (to < from) throw new InvalidArgumentError("to", to, `at least from, which is ${from}`);
  const over = given.read("over", readLength);
  if (over.unit !== "samples" && over.unit !== "tokens") {
    throw new InvalidArgumentError("over", options.over, "samples() or tokens()");
  }
  const increments = given.whole("increments", 1);
  if (increments > MOST_INCREMENTS) {
    throw new InvalidArgumentError("increments", increments, `at most ${MOST_INCREMENTS}`);
  }
  return Object.freeze(
    Array.from({ length: increments }, (_, i) =>
      Object.freeze({
        size: from + ((to - from) * i) / increments,
        until: Object.freeze({ unit: over.unit, count: (over.count * (i + 1)) / increments }),
      }),
    ),
  );
}
