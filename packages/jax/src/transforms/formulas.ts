/** The expressions that optimizers share, each written once. */
import type { Scalar } from "./hyperparameters.js";
import type { Step } from "./step.js";
import type { Operand, Term } from "./terms.js";

/** A running mean: `decay * mean + (1 - decay) * value`. */
export function blend(decay: Term, mean: Term, value: Term): Term {
  return value.times(decay.complement()).plus(mean.times(decay));
}

/** `mean / (sqrt(square + epsRoot) + eps)`. */
export function overRoot(
  mean: Term,
  square: Term,
  { eps, epsRoot }: { eps: Operand; epsRoot: Operand },
): Term {
  return mean.over(square.plus(epsRoot).root().plus(eps));
}

/** The scalars with which `smoothed` corrects a mean. */
export type MeanScalars = { readonly b1: Term; readonly first: Term; readonly ahead: Term };

/** Those of a mean with the decay `b1`; with Nesterov's momentum, of the mean one step ahead. */
export function meanScalars(step: Step, b1: Scalar, nesterov: boolean): MeanScalars {
  return {
    b1: step.value(b1),
    first: step.correction(b1, nesterov ? 1 : 0),
    ahead: nesterov ? step.correction(b1) : step.term(0),
  };
}

/** The corrected mean; with Nesterov's momentum, blended with the corrected gradient. */
export function smoothed(
  mean: Term,
  gradient: Term,
  { b1, first, ahead }: MeanScalars,
  nesterov: boolean,
): Term {
  const corrected = mean.times(first);
  return nesterov ? blend(b1, corrected, gradient.times(ahead)) : corrected;
}

/** `momentum * decay + gradient`. */
export function accumulated(decay: Term, momentum: Term, gradient: Term): Term {
  return gradient.plus(momentum.times(decay));
}

/** `1 / sqrt(x + eps)` where `x` is above 0, else 0. */
export function inverseRootOrZero(square: Term, eps: Operand): Term {
  const positive = square.greater(0);
  return positive.choose(positive.choose(square, 1).plus(eps).root().inverse(), 0);
}

/** The norm, but at least `least`. */
export function normAtLeast(array: Term, least: Operand): Term {
  return array.norm().max(least);
}
