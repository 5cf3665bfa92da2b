/** Prodigy. */

import { printed } from "../host/printed/prodigy.js";
import {
  abs,
  add,
  choose,
  div,
  eq,
  min,
  mul,
  neg,
  pow,
  select,
  sqrt,
  sub,
  sum,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, limit, nonNegative, nullable, positive, rate } from "../rule/hyper.js";
import { defineRule, fixedCount, flag, squares, zeros } from "../rule/rule.js";
import { larger } from "./larger.js";

/**
 * Prodigy (Mishchenko and Defazio, https://arxiv.org/abs/2306.06101) as in prodigyopt: Adam that estimates its rate, `d`,
 * from how far the parameters are from where they began. Leave `lr` at 1, or give it a schedule with a peak of 1.
 *
 * ```
 * n = beta3 * n + d / d0 * (d * lr) * <g, p0 - p>
 * s = beta3 * s + d / d0 * (d * lr) * g
 * m = beta1 * m + d * (1 - beta1) * g
 * v = beta2 * v + d^2 * (1 - beta2) * g * g
 * d = max(d, dCoef * n / |s|_1)
 * p = p - (d * lr) * m / (sqrt(v) + d * eps)                     with d * lr from before
 * ```
 */
export const prodigy = defineRule({
  name: "Prodigy",
  printed,
  hyper: {
    /** Multiplies the estimated rate; at least 0. Default 1. */
    lr: rate(1),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** The decay rate of the averages of the estimate; null (default): the root of beta2. */
    beta3: nullable(null),
    /** Added to the root of the second moment, times d; above 0. Default 1e-8. */
    eps: positive(1e-8),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The first estimate; above 0. Default 1e-6. */
    d0: positive(1e-6),
    /** Multiplies the estimate; use it for tuning. Default 1. */
    dCoef: nonNegative(1),
    /** The largest factor by which the estimate grows in one update. Default Infinity. */
    growthRate: limit(Number.POSITIVE_INFINITY),
  },
  flags: {
    /** Shrink the parameters instead of adding `weightDecay * p` to the gradient. Default true. */
    decouple: flag(true),
    /** Correct the moments for their start at 0. Default false. */
    useBiasCorrection: flag(false),
    /** Leave the rate out of the denominator of the estimate, for warm-ups. Default false. */
    safeguardWarmup: flag(false),
    /**
     * Estimate from every nth element of each parameter only, and keep s and p0 of these: less memory, about the same
     * estimate for 11 or so. Default 1.
     */
    sliceP: fixedCount(1, 1),
  },
  slots: {
    s: { ...zeros, like: { every: "sliceP" } },
    p0: { ...zeros, like: { every: "sliceP" }, start: "parameter" },
    expAvg: zeros,
    expAvgSq: squares,
  },
  carried: {
    d: { per: "optimizer", start: { hyper: "d0" } },
    dMax: { per: "optimizer", start: { hyper: "d0" } },
    dNumerator: { per: "optimizer", start: 0 },
  },
  count: "group",
  update: (
    { p, g, s, p0, expAvg, expAvgSq },
    {
      lr,
      betas: [beta1, beta2],
      beta3: givenBeta3,
      eps,
      weightDecay,
      d0,
      dCoef,
      growthRate,
      d,
      dMax,
      dNumerator,
      count,
    },
    { decouple, useBiasCorrection, safeguardWarmup },
  ) => {
    const beta3 = select(eq(givenBeta3, Number.POSITIVE_INFINITY), pow(beta2, 0.5), givenBeta3);
    const correction = choose(
      useBiasCorrection,
      div(sqrt(sub(1, wholePower(beta2, count))), sub(1, wholePower(beta1, count))),
      1,
    );
    const step = mul(mul(d, lr), correction);
    const gradient = withL2(g, p, choose(decouple, 0, weightDecay));
    const scale = div(d, d0);

    const distance = mul(mul(scale, step), sum("optimizer", mul(gradient, sub(p0, p))));
    const numerator = add(mul(dNumerator, beta3), distance);
    const nextS = add(mul(s, beta3), mul(mul(scale, safeguardWarmup ? d : step), gradient));
    const denominator = sum("optimizer", abs(nextS));
    const m = add(mul(expAvg, beta1), mul(mul(d, sub(1, beta1)), gradient));
    const squared = mul(mul(mul(d, d), sub(1, beta2)), gradient);
    const v = add(mul(expAvgSq, beta2), mul(squared, gradient));

    // Without any gradient so far there is nothing to estimate, and nothing moves.
    const rests = eq(denominator, 0);
    const estimate = div(mul(dCoef, numerator), denominator);
    const largest = larger(dMax, estimate);
    const grown = mul(select(eq(d, d0), larger(d, estimate), d), growthRate);
    const nextD = select(rests, d, min(largest, grown));
    // Not a factor of 1 - decay, which would round the decay: it may be smaller than the last bit of 1, and the estimate is
    // made from the last bits of p.
    const decay = choose(decouple, neg(mul(weightDecay, step)), 0);
    return {
      p: add(
        add(p, mul(select(rests, 0, decay), p)),
        div(mul(neg(select(rests, 0, step)), m), add(sqrt(v), mul(nextD, eps))),
      ),
      s: nextS,
      expAvg: m,
      expAvgSq: v,
      d: nextD,
      dMax: select(rests, dMax, largest),
      dNumerator: select(rests, dNumerator, numerator),
    };
  },
});
