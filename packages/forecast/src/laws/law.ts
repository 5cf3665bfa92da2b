/** The interface of laws, which predict the loss of every step of a run from its rates. */
import type { ScheduleLike } from "../input/rates.js";

/** The names of the laws. */
export type LawName = "multi-power" | "annealing";

/** A law as JSON: the result of `JSON.stringify(law)`, which `lawFromJSON` reads. */
export interface LawDocument {
  readonly format: "anneal/loss-law";
  readonly version: 1;
  readonly law: LawName;
  readonly parameters: Readonly<Record<string, number>>;
  /** The parameters of the resampled fits, if there are any: see `fitToJSON`. */
  readonly resampled?: readonly Readonly<Record<string, number>>[];
}

/** A law with its parameters. */
export interface LossLaw<Parameters = Readonly<Record<string, number>>> {
  readonly name: LawName;
  readonly parameters: Parameters;
  /**
   * The loss after each of `steps`, in float64. The loss at step `t` is the loss after update `t`, counted from 0, and
   * depends on the rates of updates 0 to `t`. It is `Infinity` while all rates were 0.
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
  /** The lower limit of the loss. */
  readonly L0: number;
  /** The gain from the sum of the rates, with `alpha`. Above 0. */
  readonly A: number;
  /** The exponent of the sum of the rates. Above 0. */
  readonly alpha: number;
  /** The gain from cuts of the rate; at least 0. */
  readonly B: number;
  /** The speed at which cuts take effect, with `gamma`. Above 0. */
  readonly C: number;
  /** The exponent by which the effect of a cut approaches its limit. Above 0. */
  readonly beta: number;
  /** The exponent of the rate after a cut, on which the speed of the cut depends. At least 0. */
  readonly gamma: number;
}

/** The parameters of `annealingLaw`. */
export interface AnnealingParameters {
  /** The lower limit of the loss. */
  readonly L0: number;
  /** The gain from the sum of the rates, with `alpha`. Above 0. */
  readonly A: number;
  /** The exponent of the sum of the rates. Above 0. */
  readonly alpha: number;
  /** The gain from the annealing area; at least 0. */
  readonly C: number;
  /** The share of a cut's momentum that a step keeps: from 0 to below 1, 0.99 to 0.999 in the paper. */
  readonly lambda: number;
}

/** A law of any kind. */
export type FittedLaw = LossLaw<MultiPowerParameters> | LossLaw<AnnealingParameters>;
