/** ADOPT. */
import { printed } from "../host/printed/adopt.js";
import {
  add,
  alongGradient,
  average,
  choose,
  clamp,
  div,
  eq,
  max,
  mul,
  neg,
  pow,
  select,
  sqrt,
  sub,
  withL2,
} from "../rule/expression.js";
import { betas, following, nonNegative, nullable, rate } from "../rule/hyper.js";
import { defineRule, flag, squares, zeros } from "../rule/rule.js";
import { decayRate, needMaxLr } from "./corrected-decay.js";

/**
 * ADOPT (Taniguchi et al., https://arxiv.org/abs/2411.02853) as in timm: Adam that divides by the second moment of the
 * previous updates, and so converges with any beta2. The first update only initializes that moment.
 *
 * ```
 * n = clamp(g / max(sqrt(v), eps), -(t - 1)^clipExp, (t - 1)^clipExp)
 * m = beta1 * m + (1 - beta1) * n
 * p = p - lr * m
 * v = beta2 * v + (1 - beta2) * g * g
 * ```
 */
export const adopt = defineRule({
  name: "ADOPT",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.9999]. */
    betas: betas(0.9, 0.9999),
    /** The smallest divisor of gradients; at least 0. Default 1e-6. */
    eps: nonNegative(1e-6),
    /** Normalized gradients are clipped to the count of updates to this power; null: not clipped. Default 0.333. */
    clipExp: nullable(0.333),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The largest rate, for `correctedWeightDecay`. Default: `lr`, if that is a number when the optimizer is made. */
    maxLr: following("lr"),
  },
  flags: {
    /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to g. Default false. */
    decoupled: flag(false),
    /** With `decoupled`: multiply the weight decay by `lr^2 / maxLr` instead of `lr`. Default false. */
    correctedWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: zeros, expAvgSq: squares },
  check: needMaxLr,
  update: (
    { p, g, expAvg, expAvgSq },
    { lr, betas: [beta1, beta2], eps, clipExp, weightDecay, maxLr, count, size },
    { decoupled, correctedWeightDecay, cautious },
  ) => {
    const isFirst = eq(count, 1);
    const gradient = withL2(g, p, choose(decoupled, 0, weightDecay));
    const normalized = div(gradient, max(eps, sqrt(expAvgSq)));
    const isUnbounded = eq(clipExp, Number.POSITIVE_INFINITY);
    const clip = select(isUnbounded, Number.POSITIVE_INFINITY, pow(sub(count, 1), clipExp));
    // The first update uses only the square of the gradient.
    const bound = select(isFirst, 0, clip);
    const m = average(expAvg, clamp(normalized, neg(bound), bound), beta1);
    const keep = select(isFirst, 1, beta2);
    const weight = select(isFirst, 1, sub(1, beta2));
    const v = add(mul(expAvgSq, keep), mul(mul(weight, gradient), gradient));

    const direction = cautious ? alongGradient(m, gradient, size) : m;
    const decayed = sub(1, mul(decayRate(lr, maxLr, correctedWeightDecay), weightDecay));
    const decay = choose(decoupled, decayed, 1);
    return {
      p: add(mul(p, select(isFirst, 1, decay)), mul(neg(lr), direction)),
      expAvg: m,
      expAvgSq: v,
    };
  },
});
