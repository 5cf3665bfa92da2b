/** Adamax. */
import { printed } from "../host/printed/adamax.js";
import {
  abs,
  add,
  alongGradient,
  average,
  div,
  max,
  mul,
  neg,
  sub,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, squares, zeros } from "../rule/rule.js";

/**
 * Adamax (Kingma and Ba, https://arxiv.org/abs/1412.6980, section 7.1) as in PyTorch: Adam with the infinity norm.
 *
 * ```
 * m = beta1 * m + (1 - beta1) * g
 * u = max(beta2 * u, |g| + eps)
 * p = p - lr / (1 - beta1^t) * m / u
 * ```
 */
export const adamax = defineRule({
  name: "Adamax",
  printed,
  hyper: {
    /** The learning rate. Default 2e-3. */
    lr: rate(2e-3),
    /** The decay rates of the moment and of the infinity norm, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the size of the gradient; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** Added to the gradient as `weightDecay * p`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  flags: {
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: zeros, expInf: squares },
  update: (
    { p, g, expAvg, expInf },
    { lr, betas: [beta1, beta2], eps, weightDecay, count, size },
    { cautious },
  ) => {
    const gradient = withL2(g, p, weightDecay);
    const m = average(expAvg, gradient, beta1);
    const u = max(mul(expInf, beta2), add(abs(gradient), eps));
    const step = div(lr, sub(1, wholePower(beta1, count)));
    const direction = cautious ? alongGradient(m, gradient, size) : m;
    return { p: add(p, div(mul(neg(step), direction), u)), expAvg: m, expInf: u };
  },
});
