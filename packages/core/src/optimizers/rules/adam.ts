/** Adam and AdamW. */
import { printed } from "../host/printed/adam.js";
import {
  add,
  alongGradient,
  averageOfSquares,
  choose,
  div,
  type Element,
  max,
  mul,
  nearLerp,
  neg,
  type Scalar,
  sqrt,
  sub,
  wholePower,
  withL2,
} from "../rule/expression.js";
import { betas, nonNegative, rate } from "../rule/hyper.js";
import { defineRule, flag, optional, quantizable, squares, zeros } from "../rule/rule.js";

const slots = {
  expAvg: quantizable(zeros),
  expAvgSq: quantizable(squares),
  maxExpAvgSq: optional(quantizable(squares), ({ flags }) => flags.amsgrad === true),
};

interface Elements {
  readonly p: Element;
  readonly g: Element;
  readonly expAvg: Element;
  readonly expAvgSq: Element;
  readonly maxExpAvgSq: Element | undefined;
}

interface Scalars {
  readonly lr: Scalar;
  readonly betas: readonly [Scalar, Scalar];
  readonly eps: Scalar;
  readonly weightDecay: Scalar;
  readonly count: Scalar;
  readonly size: Scalar;
}

interface Flags {
  readonly cautious: boolean;
  readonly decoupledWeightDecay: boolean;
}

/** PyTorch divides the root of v by `sqrt(1 - beta2^t)`; here all other terms are multiplied by it. */
function update(
  { p, g, expAvg, expAvgSq, maxExpAvgSq }: Elements,
  { lr, betas: [beta1, beta2], eps, weightDecay, count, size }: Scalars,
  { cautious, decoupledWeightDecay: decoupled }: Flags,
) {
  const gradient = withL2(g, p, choose(decoupled, 0, weightDecay));
  const m = nearLerp(expAvg, gradient, sub(1, beta1));
  const v = averageOfSquares(expAvgSq, gradient, beta2);
  const largest = maxExpAvgSq && max(maxExpAvgSq, v);

  const root = sqrt(sub(1, wholePower(beta2, count)));
  const step = mul(div(lr, sub(1, wholePower(beta1, count))), root);
  const decay = choose(decoupled, sub(1, mul(lr, weightDecay)), 1);
  const direction = cautious ? alongGradient(m, gradient, size) : m;
  const denominator = add(sqrt(largest ?? v), mul(eps, root));
  return {
    p: add(mul(p, decay), div(mul(neg(step), direction), denominator)),
    expAvg: m,
    expAvgSq: v,
    maxExpAvgSq: largest,
  };
}

/**
 * Adam (Kingma and Ba, https://arxiv.org/abs/1412.6980) as in PyTorch: `weightDecay` is added to the gradient, unless
 * `decoupledWeightDecay` is on.
 *
 * ```
 * g = g + weightDecay * p
 * m = m + (1 - beta1) * (g - m)
 * v = beta2 * v + (1 - beta2) * g * g
 * p = p - lr * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)
 * ```
 */
export const adam = defineRule({
  name: "Adam",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment, after the bias correction; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  flags: {
    /** Divide by the largest second moment so far instead of the present one (AMSGrad). Default false. */
    amsgrad: flag(false),
    /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to g. Default false. */
    decoupledWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots,
  update,
});

/**
 * AdamW (Loshchilov and Hutter, https://arxiv.org/abs/1711.05101) as in PyTorch: Adam whose parameters shrink by
 * `1 - lr * weightDecay` before each update.
 */
export const adamw = defineRule({
  name: "AdamW",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment, after the bias correction; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** The weight decay; at least 0. Default 0.01. */
    weightDecay: nonNegative(0.01),
  },
  flags: {
    /** Divide by the largest second moment so far instead of the present one (AMSGrad). Default false. */
    amsgrad: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots,
  update: (elements, scalars, { cautious }) =>
    update(elements, scalars, { cautious, decoupledWeightDecay: true }),
});
