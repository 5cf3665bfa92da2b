/** ASGD. */
import { printed } from "../host/printed/asgd.js";
import { add, div, eq, max, mul, neg, pow, select, sub, withL2 } from "../rule/expression.js";
import { finite, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, zeros } from "../rule/rule.js";

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky, https://doi.org/10.1137/0330046) as in PyTorch. The average
 * is the slot `ax` of the state.
 *
 * ```
 * p   = p * (1 - lambd * eta) - eta * g
 * ax  = mu = 1 ? p : ax + (p - ax) * mu
 * eta = lr / (1 + lambd * lr * t)^alpha          (lr at first)
 * mu  = 1 / max(1, t - t0)                       (1 at first)
 * ```
 */
export const asgd = defineRule({
  name: "ASGD",
  printed,
  hyper: {
    /** The learning rate. Default 0.01. */
    lr: rate(0.01),
    /** The decay of the parameters and of the rate; at least 0. Default 1e-4. */
    lambd: nonNegative(1e-4),
    /** The power of the decay of the rate; at least 0. Default 0.75. */
    alpha: nonNegative(0.75),
    /** The update after which the average begins. Default 1e6. */
    t0: finite(1e6),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  slots: { ax: zeros },
  carried: {
    eta: { per: "parameter", start: { hyper: "lr" } },
    mu: { per: "parameter", start: 1 },
  },
  update: ({ p, g, ax }, { lr, lambd, alpha, t0, weightDecay, eta, mu, count }) => {
    const gradient = withL2(g, p, weightDecay);
    const next = add(mul(p, sub(1, mul(lambd, eta))), mul(neg(eta), gradient));
    return {
      p: next,
      ax: select(eq(mu, 1), next, add(ax, mul(sub(next, ax), mu))),
      eta: div(lr, pow(add(1, mul(mul(lambd, lr), count)), alpha)),
      mu: div(1, max(1, sub(count, t0))),
    };
  },
});
