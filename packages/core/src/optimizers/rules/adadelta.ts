/** Adadelta. */
import { printed } from "../host/printed/adadelta.js";
import { add, averageOfSquares, div, mul, neg, sqrt, withL2 } from "../rule/expression.js";
import { fraction, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, squares } from "../rule/rule.js";

/**
 * Adadelta (Zeiler, https://arxiv.org/abs/1212.5701) as in PyTorch.
 *
 * ```
 * v = rho * v + (1 - rho) * g * g
 * d = sqrt(u + eps) / sqrt(v + eps) * g
 * u = rho * u + (1 - rho) * d * d
 * p = p - lr * d
 * ```
 */
export const adadelta = defineRule({
  name: "Adadelta",
  printed,
  hyper: {
    /** The learning rate. Default 1. */
    lr: rate(1),
    /** The decay rate of both means of squares, from 0 to 1. Default 0.9. */
    rho: fraction(0.9),
    /** Added under both roots; at least 0. Default 1e-6. */
    eps: nonNegative(1e-6),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  slots: { squareAvg: squares, accDelta: squares },
  update: ({ p, g, squareAvg, accDelta }, { lr, rho, eps, weightDecay }) => {
    const gradient = withL2(g, p, weightDecay);
    const v = averageOfSquares(squareAvg, gradient, rho);
    const delta = mul(div(sqrt(add(accDelta, eps)), sqrt(add(v, eps))), gradient);
    return {
      p: add(p, mul(neg(lr), delta)),
      squareAvg: v,
      accDelta: averageOfSquares(accDelta, delta, rho),
    };
  },
});
