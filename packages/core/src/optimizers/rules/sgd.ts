/** Stochastic gradient descent. */

import { InvalidArgumentError } from "../../errors.js";
import { printed } from "../host/printed/sgd.js";
import { add, alongGradient, eq, mul, neg, select, sub, withL2 } from "../rule/expression.js";
import { finite, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, optional, quantizable, zeros } from "../rule/rule.js";

/**
 * Stochastic gradient descent as in PyTorch, with momentum (Sutskever et al.,
 * https://www.cs.toronto.edu/~hinton/absps/momentum.pdf).
 *
 * ```
 * g = g + weightDecay * p
 * b = momentum * b + (1 - dampening) * g      (b = g at the first update)
 * p = p - lr * (nesterov ? g + momentum * b : b)
 * ```
 */
export const sgd = defineRule({
  name: "SGD",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /**
     * The factor of the momentum buffer; at least 0. A group that is created with 0 has no buffer and stays without
     * momentum. Default 0.
     */
    momentum: nonNegative(0),
    /** The share of the gradients that does not enter the momentum. Default 0. */
    dampening: finite(0),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  flags: {
    /** Look ahead along the momentum (Nesterov). It needs a momentum and no dampening. Default false. */
    nesterov: flag(false),
    /** With momentum: move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { momentumBuffer: optional(quantizable(zeros), ({ hyper }) => hyper.momentum !== 0) },
  check: ({ momentum, dampening }, { nesterov }, path) => {
    if (!nesterov) return;
    if (momentum === 0) throw new InvalidArgumentError(path("momentum"), momentum, "above 0 with nesterov");
    if (dampening !== 0) throw new InvalidArgumentError(path("dampening"), dampening, "0 with nesterov");
  },
  update: (
    { p, g, momentumBuffer },
    { lr, momentum, dampening, weightDecay, count, size },
    { nesterov, cautious },
  ) => {
    const gradient = withL2(g, p, weightDecay);
    const first = eq(count, 1);
    const buffer =
      momentumBuffer &&
      add(
        mul(momentumBuffer, select(first, 0, momentum)),
        mul(gradient, select(first, 1, sub(1, dampening))),
      );
    const ahead = buffer && nesterov ? add(gradient, mul(momentum, buffer)) : buffer;
    const direction = ahead && cautious ? alongGradient(ahead, gradient, size) : ahead;
    return { p: add(p, mul(neg(lr), direction ?? gradient)), momentumBuffer: buffer };
  },
});
