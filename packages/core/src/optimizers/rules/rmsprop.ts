/** RMSprop. */
import { printed } from "../host/printed/rmsprop.js";
import {
  add,
  alongGradient,
  average,
  averageOfSquares,
  div,
  mul,
  neg,
  sqrt,
  sub,
  withL2,
} from "../rule/expression.js";
import { nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, optional, squares, zeros } from "../rule/rule.js";

/**
 * RMSprop (Hinton, https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; centered: Graves,
 * https://arxiv.org/abs/1308.0850) as in PyTorch.
 *
 * ```
 * v = alpha * v + (1 - alpha) * g * g
 * a = alpha * a + (1 - alpha) * g                      (centered)
 * d = g / (sqrt(centered ? v - a * a : v) + eps)
 * b = momentum * b + d                                 (with momentum)
 * p = p - lr * (momentum ? b : d)
 * ```
 */
export const rmsprop = defineRule({
  name: "RMSprop",
  printed,
  hyper: {
    /** The learning rate. Default 0.01. */
    lr: rate(0.01),
    /** The decay rate of the mean of squares; at least 0. Default 0.99. */
    alpha: nonNegative(0.99),
    /** Added to the root of the mean of squares; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /**
     * The factor of the momentum buffer; at least 0. A group that is created with 0 has no buffer and stays without
     * momentum. Default 0.
     */
    momentum: nonNegative(0),
  },
  flags: {
    /** Divide by an estimate of the variance instead of the mean of squares. Default false. */
    centered: flag(false),
    /** With momentum: move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: {
    squareAvg: squares,
    gradAvg: optional(zeros, ({ flags }) => flags.centered === true),
    momentumBuffer: optional(zeros, ({ hyper }) => hyper.momentum !== 0),
  },
  update: (
    { p, g, squareAvg, gradAvg, momentumBuffer },
    { lr, alpha, eps, weightDecay, momentum, size },
    { cautious },
  ) => {
    const gradient = withL2(g, p, weightDecay);
    const v = averageOfSquares(squareAvg, gradient, alpha);
    const a = gradAvg && average(gradAvg, gradient, alpha);
    const denominator = add(sqrt(a ? sub(v, mul(a, a)) : v), eps);
    const buffer = momentumBuffer && add(mul(momentumBuffer, momentum), div(gradient, denominator));
    const direction = buffer && cautious ? alongGradient(buffer, gradient, size) : buffer;
    return {
      p: direction ? add(p, mul(neg(lr), direction)) : add(p, div(mul(neg(lr), gradient), denominator)),
      squareAvg: v,
      gradAvg: a,
      momentumBuffer: buffer,
    };
  },
});
