/** A law that gives the loss of every step of a run from its rates. */
import type { ScheduleLike } from "../input/rates.js";

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

/** The parameters of `multiPowerLaw`. */
export interface MultiPowerParameters {
  /** The loss that no run gets below. */
  readonly L0: number;
  /** What the sum of the rates brings, with `alpha`. Above 0. */
  readonly A: number;
  /** Above 0. */
  readonly alpha: number;
  /** What cuts of the rate bring; at least 0. */
  readonly B: number;
  /** How soon they do, with `gamma`. Above 0. */
  readonly C: number;
  /** Above 0. */
  readonly beta: number;
  /** At least 0. */
  readonly gamma: number;
}

/** The parameters of `annealingLaw`. */
export interface AnnealingParameters {
  /** The loss that no run gets below. */
  readonly L0: number;
  /** What the sum of the rates brings, with `alpha`. Above 0. */
  readonly A: number;
  /** Above 0. */
  readonly alpha: number;
  /** What the annealing area brings; at least 0. */
  readonly C: number;
  /** How much of a cut's momentum a step leaves: from 0 to below 1, 0.99 to 0.999 in the paper. */
  readonly lambda: number;
}

/** A law of any kind. */
export type FittedLaw = LossLaw<MultiPowerParameters> | LossLaw<AnnealingParameters>;
