/** Gradients divided by the root of a mean of squares, a variance, or a sum of squares. */
import { Fields } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";
import { blend, inverseRootOrZero } from "../formulas.js";
import { type Hyperparameter, readAddend, readShare } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { Step } from "../step.js";
import type { Term } from "../terms.js";
import type { GradientTransformation, Tree } from "../types.js";

export interface ScaleByRmsOptions {
  /** Decay of the means, from 0 to below 1. Default 0.9. */
  readonly decay?: Hyperparameter;
  /** Added to the mean of squares, or to its root. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** The initial value of the mean of squares. Default 0. */
  readonly initialScale?: Hyperparameter;
  /** Whether `eps` is added under the root (the default), or to the root as in PyTorch. */
  readonly epsInSqrt?: boolean;
  /** Whether the bias of the means is corrected as in Adam. Default false. */
  readonly biasCorrection?: boolean;
}

export const RMS = ["decay", "eps", "initialScale", "epsInSqrt", "biasCorrection"] as const;

export type ScaleByRmsState = { nu: Tree } | { count: np.Array; nu: Tree };
export type ScaleByRStdDevState = { mu: Tree; nu: Tree } | { count: np.Array; mu: Tree; nu: Tree };

/** `gradient / sqrt(nu + eps)`. State: `{ nu }`; with `biasCorrection`, `{ count, nu }`. Tieleman & Hinton 2012. */
export function scaleByRms(options: ScaleByRmsOptions = {}): GradientTransformation<ScaleByRmsState> {
  const { corrected, scalars, fill, divisor } = readRms("scaleByRms", options);
  const definition = {
    slots: { nu: { fill } },
    scalars,
    leaf: ({ gradient, nu }: Leaf<"nu">, { decay, correction, eps }: Scalars) => {
      const square = blend(decay, nu, gradient.squared());
      return { update: gradient.over(divisor(square.times(correction), eps)), nu: square };
    },
  };
  return corrected ? perParameter({ ...definition, counter: "count" }) : perParameter(definition);
}

/**
 * `gradient / sqrt(nu - mu^2 + eps)`: gradients divided by their deviation.
 * State: `{ mu, nu }`; with `biasCorrection`, `{ count, mu, nu }`. Graves 2013, https://arxiv.org/abs/1308.0850.
 */
export function scaleByStddev(options: ScaleByRmsOptions = {}): GradientTransformation<ScaleByRStdDevState> {
  const { corrected, scalars, fill, divisor } = readRms("scaleByStddev", options);
  const definition = {
    slots: { mu: {}, nu: { fill } },
    scalars,
    leaf: ({ gradient, mu, nu }: Leaf<"mu" | "nu">, { decay, correction, eps }: Scalars) => {
      const mean = blend(decay, mu, gradient);
      const square = blend(decay, nu, gradient.squared());
      const variance = square.times(correction).minus(mean.times(correction).squared());
      return { update: gradient.over(divisor(variance, eps)), mu: mean, nu: square };
    },
  };
  return corrected ? perParameter({ ...definition, counter: "count" }) : perParameter(definition);
}

type Leaf<Name extends string> = Readonly<Record<Name | "gradient", Term>>;
type Scalars = Readonly<Record<"decay" | "correction" | "eps", Term>>;

function readRms(owner: string, options: ScaleByRmsOptions) {
  const fields = new Fields(owner, "options", options, RMS);
  const decay = fields.read("decay", readShare, 0.9);
  const eps = fields.read("eps", readAddend, 1e-8);
  const corrected = fields.flag("biasCorrection", false);
  const isInside = fields.flag("epsInSqrt", true);
  return {
    corrected,
    fill: fields.read("initialScale", readAddend, 0),
    scalars: (step: Step) => ({
      decay: step.value(decay),
      eps: step.value(eps),
      correction: corrected ? step.correction(decay) : step.term(1),
    }),
    divisor: (square: Term, eps: Term) => (isInside ? square.plus(eps).root() : square.root().plus(eps)),
  };
}

export interface ScaleByRssOptions {
  /** The initial value of the sums. Default 0.1. */
  readonly initialAccumulatorValue?: Hyperparameter;
  /** Added under the root. Default 1e-7. */
  readonly eps?: Hyperparameter;
}

export const RSS = ["initialAccumulatorValue", "eps"] as const;

export type ScaleByRssState = { sumOfSquares: Tree };

/**
 * `gradient / sqrt(sumOfSquares + eps)`, and 0 if all gradients were 0. State: `{ sumOfSquares }`.
 * Duchi et al. 2011, https://jmlr.org/papers/v12/duchi11a.html.
 */
export function scaleByRss(options: ScaleByRssOptions = {}): GradientTransformation<ScaleByRssState> {
  const fields = new Fields("scaleByRss", "options", options, RSS);
  const fill = fields.read("initialAccumulatorValue", readAddend, 0.1);
  const eps = fields.read("eps", readAddend, 1e-7);
  return perParameter({
    slots: { sumOfSquares: { fill } },
    scalars: (step) => ({ eps: step.value(eps) }),
    leaf: ({ gradient, sumOfSquares }, { eps }) => {
      const sum = sumOfSquares.plus(gradient.squared());
      return { update: gradient.times(inverseRootOrZero(sum, eps)), sumOfSquares: sum };
    },
  });
}
