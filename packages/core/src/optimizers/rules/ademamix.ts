/** AdEMAMix. */
import { InvalidArgumentError } from "../../errors.js";
import { printed } from "../host/printed/ademamix.js";
import {
  add,
  alongGradient,
  average,
  averageOfSquares,
  choose,
  div,
  eq,
  ln,
  min,
  mul,
  neg,
  pow,
  select,
  sqrt,
  sub,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, nonNegative, nullable, rate } from "../rule/hyper.js";
import { defineRule, flag, quantizable, squares, zeros } from "../rule/rule.js";

/**
 * AdEMAMix (Pagliardini, Ablin and Grangier, https://arxiv.org/abs/2409.03137) as in pytorch_optimizer: Adam with a second,
 * slow moment.
 *
 * ```
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g * g
 * n = beta3_t * n + (1 - beta3_t) * g
 * p = p - lr * (m / (1 - beta1^t) + alpha_t * n) / (sqrt(v) / sqrt(1 - beta2^t) + eps)
 * ```
 *
 * With `tAlphaBeta3 = T`, `alpha_t` rises on a line to `alpha` at T, and the half-life of `beta3_t` on one to that of
 * `beta3`.
 */
export const ademamix = defineRule({
  name: "AdEMAMix",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the fast, second and slow moments, each in [0, 1). Default [0.9, 0.999, 0.9999]. */
    betas: betas(0.9, 0.999, 0.9999),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The weight of the slow moment; at least 0. Default 5. */
    alpha: nonNegative(5),
    /** The number of updates of the warm-up of alpha and beta3; beta1 and beta3 are then above 0. Null (default): no warm-up. */
    tAlphaBeta3: nullable(null),
    /** Added to the root of the second moment; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
  },
  flags: {
    /** Shrink the parameters instead of adding `weightDecay * p` to the gradient. Default false. */
    weightDecouple: flag(false),
    /** Shrink them by `1 - weightDecay`, without the rate. Default false. */
    fixedDecay: flag(false),
    /** Move only the elements whose fast moment agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: {
    expAvg: quantizable(zeros),
    expAvgSq: quantizable(squares),
    expAvgSlow: quantizable(zeros),
  },
  count: "group",
  check: ({ betas: given, tAlphaBeta3 }, _flags, path) => {
    if (tAlphaBeta3 === null || !Array.isArray(given)) return;
    // The warm-up takes their logarithms.
    for (const i of [0, 2]) {
      if (given[i] === 0) throw new InvalidArgumentError(path(`betas[${i}]`), 0, "above 0 with tAlphaBeta3");
    }
  },
  update: (
    { p, g, expAvg, expAvgSq, expAvgSlow },
    { lr, betas: [beta1, beta2, beta3], weightDecay, alpha, tAlphaBeta3, eps, count, size },
    { weightDecouple, fixedDecay, cautious },
  ) => {
    const warmsUp = eq(tAlphaBeta3, Number.POSITIVE_INFINITY);
    const done = div(count, tAlphaBeta3);
    const alphaNow = select(warmsUp, alpha, min(mul(done, alpha), alpha));
    const inverse = add(mul(sub(1, done), ln(beta3)), mul(done, ln(beta1)));
    const beta3Now = select(warmsUp, beta3, min(pow(beta1, div(ln(beta3), inverse)), beta3));

    const gradient = withL2(g, p, choose(weightDecouple, 0, weightDecay));
    const m = average(expAvg, gradient, beta1);
    const v = averageOfSquares(expAvgSq, gradient, beta2);
    const slow = average(expAvgSlow, gradient, beta3Now);

    const direction = cautious ? alongGradient(m, gradient, size) : m;
    const mixed = add(div(direction, sub(1, wholePower(beta1, count))), mul(alphaNow, slow));
    const denominator = add(div(sqrt(v), sqrt(sub(1, wholePower(beta2, count)))), eps);
    const decay = choose(weightDecouple, sub(1, fixedDecay ? weightDecay : mul(weightDecay, lr)), 1);
    return {
      p: add(mul(p, decay), div(mul(neg(lr), mixed), denominator)),
      expAvg: m,
      expAvgSq: v,
      expAvgSlow: slow,
    };
  },
});
