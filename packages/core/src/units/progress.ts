/** Converts between updates and samples or tokens, with batches that may grow. */
import { wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { ReadBatchStage } from "./batch-stages.js";
import type { Length } from "./length.js";
import { roundUp } from "./round-up.js";

type Amount = "samples" | "tokens";

/** From update `step` on, each update uses `size`; `done` is the amount used before it. */
interface Stretch {
  readonly step: number;
  readonly done: number;
  readonly size: number;
}

export class Progress {
  readonly #unit: Amount;
  readonly #tokensPerSample: number | null;
  readonly #stretches: readonly Stretch[];

  /** `unit` is the unit of the sizes; `tokensPerSample` null: no conversion to the other unit. */
  constructor(unit: Amount, size: number, tokensPerSample: number | null, stages: readonly ReadBatchStage[]) {
    this.#unit = unit;
    this.#tokensPerSample = tokensPerSample;
    const stretches: Stretch[] = [];
    let step = 0;
    let done = 0;
    for (const [i, stage] of stages.entries()) {
      const path = `batchStages[${i}].until`;
      const until = stage.until.unit === "steps" ? null : this.#convert(stage.until);
      if (stage.until.unit !== "steps" && until === null) {
        throw new InvalidArgumentError(
          path,
          stage.until,
          `in ${unit}, because the run has no sequenceLength`,
        );
      }
      const updates =
        until === null ? stage.until.count - step : roundUp(Math.max(0, until - done) / stage.size);
      if (updates < 0 || (until !== null && until < done - stage.size)) {
        throw new InvalidArgumentError(path, stage.until, "at or after the end of the previous stage");
      }
      stretches.push({ step, done, size: stage.size });
      step += updates;
      done += updates * stage.size;
    }
    this.#stretches = [...stretches, { step, done, size }];
  }

  /** The smallest number of updates that use at least that amount; null if the unit can't be converted. */
  stepsFor(length: Length): number | null {
    const amount = this.#convert(length);
    if (amount === null) return null;
    const { step, done, size } = this.#last((each) => each.done <= amount);
    return step + roundUp((amount - done) / size);
  }

  /** The amount that the first `step` updates use; null if the unit can't be converted. */
  at(step: number, unit: Amount): number | null {
    wholeNumber("step", step);
    const stretch = this.#last((each) => each.step <= step);
    const amount = stretch.done + (step - stretch.step) * stretch.size;
    if (unit === this.#unit) return amount;
    if (this.#tokensPerSample === null) return null;
    return unit === "tokens" ? amount * this.#tokensPerSample : amount / this.#tokensPerSample;
  }

  /** The last stretch that has begun; the first one begins at 0. */
  #last(begun: (stretch: Stretch) => boolean): Stretch {
    let found = this.#stretches[0] as Stretch;
    for (const stretch of this.#stretches) if (begun(stretch)) found = stretch;
    return found;
  }

  #convert(length: Length): number | null {
    if (length.unit === this.#unit) return length.count;
    if (this.#tokensPerSample === null) return null;
    return length.unit === "tokens"
      ? length.count / this.#tokensPerSample
      : length.count * this.#tokensPerSample;
  }
}
