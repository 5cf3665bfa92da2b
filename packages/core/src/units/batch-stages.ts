/** Growing batch sizes, as stages of constant batch size. */
import { Fields, listOf } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { type Length, type LengthLike, readLength } from "./length.js";

/** Updates of one size, up to a point in the run. */
export interface BatchStage {
  /** The end of the stage, counted from the start of the run: steps, samples or tokens. */
  readonly until: LengthLike;
  /** The size of an update: samples, or tokens if the run counts in `globalBatchTokens`. */
  readonly size: number;
}

/** A checked stage of a run. */
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
  /** The final size, at least `from`: the size of the run's later updates. */
  readonly to: number;
  /** The length of the ramp: samples or tokens. */
  readonly over: Length;
  /** The number of stages of equal length, from 1 to 100,000. */
  readonly increments: number;
}

/** The largest number of stages; far more would exhaust the memory of the process. */
const MOST_INCREMENTS = 100_000;

/**
 * `size = from + (to - from) * i / increments` in stage `i`, each of which lasts `over / increments`
 *
 * The stages of a batch size that grows linearly with the samples or tokens seen, as in Megatron-LM's
 * `--rampup-batch-size`. After the last stage, the run's own batch size applies, which is `to`.
 *
 * @throws InvalidArgumentError for sizes that are not above 0 or that shrink, a length that is neither samples nor
 * tokens, or too many increments.
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
