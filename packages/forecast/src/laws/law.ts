/** A law that gives the loss of every step of a run from its rates. */
import type { ScheduleLike } from "../input/rates.js";
import type { AnnealingParameters } from "./annealing.js";
import type { MultiPowerParameters } from "./multi-power.js";

/** The laws that there are, by name. */
export type LawName = "multi-power" | "annealing";

/** A law as JSON: what `JSON.stringify(law)` writes and `lawFromJSON` reads. */
export interface LawDocument {
  readonly format: "anneal/loss-law";
  readonly version: 1;
  readonly law: LawName;
  readonly parameters: Readonly<Record<string, number>>;
  /** The parameters of the resampled fits, where a fit had some: see `fitToJSON`. */
  readonly resampled?: readonly Readonly<Record<string, number>>[];
}

/** A law with its parameters. */
export interface LossLaw<Parameters = Readonly<Record<string, number>>> {
  readonly name: LawName;
  readonly parameters: Parameters;
  /**
   * The loss after each of `steps`, in float64. The loss at step `t` is that after update `t`, counted from 0, and depends
   * on the rates of the updates from 0 to `t`. It is `Infinity` as long as all rates were 0.
   *
   * @param schedule A schedule, a function from a step to its rate, or an array with the rate of each step.
   * @param steps Whole numbers of at least 0, in any order.
   * @throws InvalidArgumentError
   */
  loss(schedule: ScheduleLike, steps: ArrayLike<number>): number[];
  toJSON(): LawDocument;
}

/** A law of any kind. */
export type FittedLaw = LossLaw<MultiPowerParameters> | LossLaw<AnnealingParameters>;
