/** Adam without its divisor during the first steps, when the mean of squares is unreliable. */
import { Fields } from "@anneal/core/arguments";
import { logarithm } from "../corrections.js";
import { blend, meanScalars, overRoot, smoothed } from "../formulas.js";
import { type Hyperparameter, readNumber, type Scalar } from "../hyperparameters.js";
import { perParameter } from "../per-parameter.js";
import type { Step } from "../step.js";
import { Term } from "../terms.js";
import type { GradientTransformation } from "../types.js";
import { MOMENTS, type MomentOptions, readMoments, type ScaleByAdamState } from "./adam.js";

export interface ScaleByRadamOptions extends MomentOptions {
  /** The length of the average from which on the divisor is used. Default 5. */
  readonly threshold?: Hyperparameter;
  /** Whether the mean looks one step ahead. Default false. */
  readonly nesterov?: boolean;
}

export const RADAM = [...MOMENTS, "threshold", "nesterov"] as const;

/**
 * `r mHat / (sqrt(vHat + epsRoot) + eps)` once the average of squares has the length `threshold`, and `mHat` before.
 * State: `{ count, mu, nu }`. Liu et al. 2019, https://arxiv.org/abs/1908.03265.
 */
export function scaleByRadam(options: ScaleByRadamOptions = {}): GradientTransformation<ScaleByAdamState> {
  const fields = new Fields("scaleByRadam", "options", options, RADAM);
  const { b1, b2, eps, epsRoot } = readMoments(fields);
  const threshold = fields.read("threshold", readNumber, 5);
  const nesterov = fields.flag("nesterov", false);
  return perParameter({
    counter: "count",
    slots: { mu: {}, nu: {} },
    scalars: (step) => ({
      ...meanScalars(step, b1, nesterov),
      b2: step.value(b2),
      second: step.correction(b2),
      eps: step.value(eps),
      epsRoot: step.value(epsRoot),
      ...rectification(step, b2, step.value(threshold)),
    }),
    leaf: ({ gradient, mu, nu }, { factor, isTrusted, ...scalars }) => {
      const mean = blend(scalars.b1, mu, gradient);
      const square = blend(scalars.b2, nu, gradient.squared());
      const mHat = smoothed(mean, gradient, scalars, nesterov);
      const rectified = overRoot(mHat, square.times(scalars.second), scalars).times(factor);
      return { update: isTrusted.choose(rectified, mHat), mu: mean, nu: square };
    },
  });
}

/** `B_n / n!` of `y / (e^y - 1) = 1 - y/2 + y^2/12 - ...`, of its even powers from the second on. */
const BERNOULLI = [1 / 12, -1 / 720, 1 / 30_240, -1 / 1_209_600, 1 / 47_900_160];

/**
 * The length of the average, `roInf - 2 t b2^t / (1 - b2^t)`, and its effect on the step. For small `t` this is a difference of
 * nearly equal numbers, so it is computed by a series in `y = -t ln b2`.
 */
function rectification(step: Step, b2: Scalar, threshold: Term) {
  const t = step.after;
  const rate = new Term(step.of, logarithm(step.of, b2)).negated();
  const mostLength = step.value(b2).complement().inverse().times(2).minus(1);
  const y = t.times(rate);
  const near = y.min(1).squared();
  const series = BERNOULLI.reduceRight<Term>((sum, term) => sum.times(near).plus(term), step.term(0));
  const direct = mostLength.minus(step.correction(b2).minus(1).times(t).times(2));
  const short = mostLength.minus(rate.inverse().times(2)).plus(t);
  const length = y.less(1).choose(short.minus(series.times(near).over(rate).times(2)), direct);
  const isTrusted = length.once().atLeast(threshold);
  const share = length.minus(4).times(length.minus(2)).over(length);
  const most = mostLength.minus(4).times(mostLength.minus(2)).over(mostLength);
  // Positive even if it is not used; otherwise a gradient would be NaN.
  const factor = isTrusted.choose(share, 1).over(most).root().once();
  return { isTrusted, factor };
}
