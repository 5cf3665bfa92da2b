/** Adagrad. */
import { printed } from "../host/printed/adagrad.js";
import { add, div, mul, neg, sqrt, sub, withL2 } from "../rule/expression.js";
import { nonNegative, rate } from "../rule/hyper.js";
import { defineRule } from "../rule/rule.js";

/**
 * Adagrad (Duchi, Hazan and Singer, https://jmlr.org/papers/v12/duchi11a.html) as in PyTorch.
 *
 * ```
 * s = s + g * g
 * p = p - lr / (1 + (t - 1) * lrDecay) * g / (sqrt(s) + eps)
 * ```
 */
export const adagrad = defineRule({
  name: "Adagrad",
  printed,
  hyper: {
    /** The learning rate. Default 0.01. */
    lr: rate(0.01),
    /** The decay of the rate per update; at least 0. Default 0. */
    lrDecay: nonNegative(0),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The initial sum of squares; at least 0. Default 0. */
    initialAccumulatorValue: nonNegative(0),
    /** Added to the root of the sum of squares; at least 0. Default 1e-10. */
    eps: nonNegative(1e-10),
  },
  slots: { sum: { like: "parameter", start: { hyper: "initialAccumulatorValue" }, nonNegative: true } },
  update: ({ p, g, sum }, { lr, lrDecay, weightDecay, eps, count }) => {
    const gradient = withL2(g, p, weightDecay);
    const s = add(sum, mul(gradient, gradient));
    const step = div(lr, add(1, mul(sub(count, 1), lrDecay)));
    return { p: add(p, div(mul(neg(step), gradient), add(sqrt(s), eps))), sum: s };
  },
});
