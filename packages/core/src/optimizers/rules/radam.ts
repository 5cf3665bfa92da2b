/** RAdam. */
import { printed } from "../host/printed/radam.js";
import {
  add,
  alongGradient,
  average,
  averageOfSquares,
  choose,
  div,
  lt,
  mul,
  neg,
  select,
  sqrt,
  sub,
  uniform,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, squares, zeros } from "../rule/rule.js";

/**
 * RAdam (Liu et al., https://arxiv.org/abs/1908.03265) as in PyTorch: Adam without adaptive rates until the second moment
 * has enough history.
 *
 * ```
 * rho_inf = 2 / (1 - beta2) - 1
 * rho_t   = rho_inf - 2 * t * beta2^t / (1 - beta2^t)
 * r_t     = sqrt((rho_t - 4) * (rho_t - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho_t))
 * p       = p - lr * m / (1 - beta1^t) * (rho_t > 5 ? r_t * sqrt(1 - beta2^t) / (sqrt(v) + eps) : 1)
 * ```
 */
export const radam = defineRule({
  name: "RAdam",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  flags: {
    /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to g. Default false. */
    decoupledWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: zeros, expAvgSq: squares },
  update: (
    { p, g, expAvg, expAvgSq },
    { lr, betas: [beta1, beta2], eps, weightDecay, count, size },
    { decoupledWeightDecay: decoupled, cautious },
  ) => {
    const gradient = withL2(g, p, choose(decoupled, 0, weightDecay));
    const m = average(expAvg, gradient, beta1);
    const v = averageOfSquares(expAvgSq, gradient, beta2);

    const power = wholePower(beta2, count);
    const rhoInf = sub(div(2, sub(1, beta2)), 1);
    const rho = sub(rhoInf, div(mul(mul(2, count), power), sub(1, power)));
    const numerator = mul(mul(sub(rho, 4), sub(rho, 2)), rhoInf);
    const rectification = sqrt(div(numerator, mul(mul(sub(rhoInf, 4), sub(rhoInf, 2)), rho)));
    const isRectified = lt(5, rho);
    const step = div(lr, sub(1, wholePower(beta1, count)));
    const adapted = mul(mul(step, rectification), sqrt(sub(1, power)));

    const direction = cautious ? alongGradient(m, gradient, size) : m;
    const scaled = mul(neg(select(isRectified, adapted, step)), direction);
    // 1 without rectification. A choice by the condition itself would need twice as many loops.
    const root = add(sqrt(v), eps);
    const denominator = select(lt(uniform(select(isRectified, -1, Number.POSITIVE_INFINITY)), root), root, 1);
    const decay = choose(decoupled, sub(1, mul(lr, weightDecay)), 1);
    return {
      p: add(mul(p, decay), div(scaled, denominator)),
      expAvg: m,
      expAvgSq: v,
    };
  },
});
