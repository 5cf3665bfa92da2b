/** Schedule-Free AdamW and SGD. */
import { printed } from "../host/printed/schedule-free.js";
import {
  add,
  averageOfSquares,
  div,
  type Element,
  eq,
  le,
  lerp,
  max,
  mul,
  nearLerp,
  pow,
  type Scalar,
  select,
  sqrt,
  sub,
  uniform,
  wholePower,
} from "../rule/expression.js";
import { betas, finite, nonNegative, openFraction, rate } from "../rule/hyper.js";
import { type CarriedDefinition, defineRule, squares, zeros } from "../rule/rule.js";

const carried = {
  lrMax: { per: "group", start: -1 },
  weightSum: { per: "group", start: 0 },
} as const satisfies Record<string, CarriedDefinition>;

const z = { ...zeros, start: "parameter" } as const;

interface Averaging {
  readonly lr: Scalar;
  readonly warmupSteps: Scalar;
  readonly r: Scalar;
  readonly weightLrPower: Scalar;
  readonly lrMax: Scalar;
  readonly weightSum: Scalar;
  readonly count: Scalar;
}

/** The rate of a step, with its warm-up, and the weight that the average gives it. */
function averaging({ lr, warmupSteps, r, weightLrPower, lrMax, weightSum, count }: Averaging) {
  const step = select(le(count, warmupSteps), mul(lr, div(count, warmupSteps)), lr);
  const largest = max(step, lrMax);
  const weight = mul(pow(count, r), pow(largest, weightLrPower));
  const total = add(weightSum, weight);
  return {
    step,
    share: select(eq(total, 0), 0, div(weight, total)),
    carried: { lrMax: largest, weightSum: total },
  };
}

/** Moves y, where gradients are taken, and z, where plain steps are made. The average x is never stored. */
function move(y: Element, z: Element, direction: Element, momentum: Scalar, step: Scalar, share: Scalar) {
  const stepOfY = mul(step, sub(mul(momentum, sub(1, share)), 1));
  return {
    p: add(nearLerp(y, z, share), mul(stepOfY, direction)),
    z: sub(z, mul(uniform(step), direction)),
  };
}

/** Between y, to train on, and x, to evaluate and save. */
const toTrain = (p: Element, z: Element, momentum: Scalar) => ({ p: lerp(p, z, sub(1, momentum)) });
const toEval = (p: Element, z: Element, momentum: Scalar) => ({ p: lerp(p, z, sub(1, div(1, momentum))) });

/**
 * Schedule-Free AdamW (Defazio et al., https://arxiv.org/abs/2405.15682) as in schedulefree: an average of the iterates
 * instead of a schedule. Call `train()` before training and `eval()` before evaluating or saving the parameters.
 *
 * ```
 * v = beta2 * v + (1 - beta2) * g * g
 * d = g / (sqrt(v / (1 - beta2^t)) + eps) + weightDecay * y
 * y = y + c * (z - y) + lr_t * (beta1 * (1 - c) - 1) * d        with c = w_t / (w_1 + ... + w_t)
 * z = z - lr_t * d                                              and w_t = t^r * (largest rate)^weightLrPower
 * ```
 */
export const adamwScheduleFree = defineRule({
  name: "AdamWScheduleFree",
  printed,
  hyper: {
    /** The learning rate. Default 2.5e-3. */
    lr: rate(2.5e-3),
    /** The weight of the average in y, above 0, and the decay rate of the second moment. Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment; at least 0. Default 1e-8. */
    eps: nonNegative(1e-8),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The number of updates of a linear warm-up of the rate. Default 0. */
    warmupSteps: nonNegative(0),
    /** The power of the count in the weights of the average. Default 0. */
    r: finite(0),
    /** The power of the rate in the weights of the average. Default 2. */
    weightLrPower: finite(2),
  },
  slots: { z, expAvgSq: squares },
  carried,
  count: "group",
  update: ({ p: y, g, z, expAvgSq }, { betas: [beta1, beta2], eps, weightDecay, count, ...rest }) => {
    const { step, share, carried } = averaging({ ...rest, count });
    const v = averageOfSquares(expAvgSq, g, beta2);
    const denominator = add(sqrt(div(v, sub(1, wholePower(beta2, count)))), eps);
    const direction = add(div(g, denominator), mul(weightDecay, y));
    return { ...move(y, z, direction, beta1, step, share), expAvgSq: v, ...carried };
  },
  modes: {
    train: ({ p, z }, { betas: [beta1] }) => toTrain(p, z, beta1),
    eval: ({ p, z }, { betas: [beta1] }) => toEval(p, z, beta1),
  },
});

/**
 * Schedule-Free SGD (Defazio et al., https://arxiv.org/abs/2405.15682) as in schedulefree. Call `train()` before training
 * and `eval()` before evaluating or saving the parameters.
 *
 * ```
 * d = g + weightDecay * y
 * y = y + c * (z - y) + lr_t * (momentum * (1 - c) - 1) * d     with c = w_t / (w_1 + ... + w_t)
 * z = z - lr_t * d                                              and w_t = t^r * (largest rate)^weightLrPower
 * ```
 */
export const sgdScheduleFree = defineRule({
  name: "SGDScheduleFree",
  printed,
  hyper: {
    /** The learning rate. Default 1. */
    lr: rate(1),
    /** The weight of the average in y, above 0 and below 1. Default 0.9. */
    momentum: openFraction(0.9),
    /** The weight decay; at least 0. Default 0. */
    weightDecay: nonNegative(0),
    /** The number of updates of a linear warm-up of the rate. Default 0. */
    warmupSteps: nonNegative(0),
    /** The power of the count in the weights of the average. Default 0. */
    r: finite(0),
    /** The power of the rate in the weights of the average. Default 2. */
    weightLrPower: finite(2),
  },
  slots: { z },
  carried,
  count: "group",
  update: ({ p: y, g, z }, { momentum, weightDecay, ...rest }) => {
    const { step, share, carried } = averaging(rest);
    const direction = add(g, mul(weightDecay, y));
    return { ...move(y, z, direction, momentum, step, share), ...carried };
  },
  modes: {
    train: ({ p, z }, { momentum }) => toTrain(p, z, momentum),
    eval: ({ p, z }, { momentum }) => toEval(p, z, momentum),
  },
});
