/** NAdam. */
import { printed } from "../host/printed/nadam.js";
import {
  add,
  alongGradient,
  average,
  averageOfSquares,
  choose,
  div,
  float32,
  mul,
  neg,
  pow,
  type Scalar,
  sqrt,
  sub,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, squares, zeros } from "../rule/rule.js";

/**
 * NAdam (Dozat, https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ) as in PyTorch: Adam with Nesterov's momentum.
 *
 * ```
 * mu_t = beta1 * (1 - 0.96^(t * momentumDecay) / 2)
 * m    = beta1 * m + (1 - beta1) * g
 * v    = beta2 * v + (1 - beta2) * g * g
 * d    = mu_(t+1) * m / (1 - mu_1 * ... * mu_(t+1)) + (1 - mu_t) * g / (1 - mu_1 * ... * mu_t)
 * p    = p - lr * d / (sqrt(v / (1 - beta2^t)) + eps)
 * ```
 */
export const nadam = defineRule({
  name: "NAdam",
  printed,
  hyper: {
    /** The learning rate. Default 2e-3. */
    lr: rate(2e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The decay of the difference between the momentum and beta1; at least 0. Default 4e-3. */
    momentumDecay: nonNegative(4e-3),
  },
  flags: {
    /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to g. Default false. */
    decoupledWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: zeros, expAvgSq: squares },
  carried: { muProduct: { per: "parameter", start: 1 } },
  update: (
    { p, g, expAvg, expAvgSq },
    { lr, betas: [beta1, beta2], eps, weightDecay, momentumDecay, muProduct, count, size },
    { decoupledWeightDecay: decoupled, cautious },
  ) => {
    const muAt = (step: Scalar) => mul(beta1, sub(1, mul(0.5, pow(0.96, mul(step, momentumDecay)))));
    const [mu, muNext] = [muAt(count), muAt(add(count, 1))];
    // PyTorch keeps it in a float32.
    const product = float32(mul(muProduct, float32(mu)));
    const productNext = mul(product, muNext);

    const gradient = withL2(g, p, choose(decoupled, 0, weightDecay));
    const m = average(expAvg, gradient, beta1);
    const v = averageOfSquares(expAvgSq, gradient, beta2);
    const root = sqrt(sub(1, wholePower(beta2, count)));
    const gradientWeight = div(mul(mul(neg(lr), sub(1, mu)), root), sub(1, product));
    const momentWeight = div(mul(mul(neg(lr), muNext), root), sub(1, productNext));
    const direction = add(mul(gradientWeight, gradient), mul(momentWeight, m));
    const decay = choose(decoupled, sub(1, mul(lr, weightDecay)), 1);
    return {
      p: add(
        mul(p, decay),
        div(
          cautious ? neg(alongGradient(neg(direction), gradient, size)) : direction,
          add(sqrt(v), mul(eps, root)),
        ),
      ),
      expAvg: m,
      expAvgSq: v,
      muProduct: product,
    };
  },
});
