/** Lion. */
import { printed } from "../host/printed/lion.js";
import { add, alongGradient, average, mul, neg, sign, sub } from "../rule/expression.js";
import { betas, following, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, quantizable, zeros } from "../rule/rule.js";
import { decayRate, needMaxLr } from "./corrected-decay.js";

/**
 * Lion (Chen et al., https://arxiv.org/abs/2302.06675) as in timm: steps of equal size in the direction of the sign.
 *
 * ```
 * p = p * (1 - lr * weightDecay) - lr * sign(beta1 * m + (1 - beta1) * g)
 * m = beta2 * m + (1 - beta2) * g
 * ```
 */
export const lion = defineRule({
  name: "Lion",
  printed,
  hyper: {
    /** The learning rate. Default 1e-4. */
    lr: rate(1e-4),
    /** The weight of the momentum in the direction, and its decay rate, each in [0, 1). Default [0.9, 0.99]. */
    betas: betas(0.9, 0.99),
    /** The parameters shrink by `1 - lr * weightDecay`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The largest rate, for `correctedWeightDecay`. Default: `lr`, if that is a number when the optimizer is made. */
    maxLr: following("lr"),
  },
  flags: {
    /**
     * Multiply the weight decay by `lr^2 / maxLr` instead of `lr`, so that it falls faster than the rate. Default false.
     */
    correctedWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: quantizable(zeros) },
  check: needMaxLr,
  update: (
    { p, g, expAvg },
    { lr, betas: [beta1, beta2], weightDecay, maxLr, size },
    { correctedWeightDecay, cautious },
  ) => {
    const decay = mul(decayRate(lr, maxLr, correctedWeightDecay), weightDecay);
    const ahead = sign(average(expAvg, g, beta1));
    const direction = cautious ? alongGradient(ahead, g, size) : ahead;
    return {
      p: add(mul(p, sub(1, decay)), mul(neg(lr), direction)),
      expAvg: average(expAvg, g, beta2),
    };
  },
});
