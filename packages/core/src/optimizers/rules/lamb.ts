/** LAMB. */
import { printed } from "../host/printed/lamb.js";
import {
  add,
  alongGradient,
  averageOfSquares,
  choose,
  div,
  eq,
  float32,
  lt,
  max,
  min,
  mul,
  neg,
  select,
  sqrt,
  sub,
  sum,
  uniform,
  wholePower,
} from "../rule/expression.js";
import { betas, following, nonNegative, nullable, rate } from "../rule/hyper.js";
import { defineRule, flag, quantizable, squares, zeros } from "../rule/rule.js";
import { decayRate, needMaxLr } from "./corrected-decay.js";

/**
 * LAMB (You et al., https://arxiv.org/abs/1904.00962) as in timm: Adam with a rate for each tensor, from the norms of the
 * tensor and its update.
 *
 * ```
 * g = g / max(1, |all gradients| / maxGradNorm)
 * u = m / (1 - beta1^t) / (sqrt(v) / sqrt(1 - beta2^t) + eps) + weightDecay * p
 * p = p - lr * |p| / |u| * u
 * ```
 */
export const lamb = defineRule({
  name: "LAMB",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The decay rates of the first and second moments, each in [0, 1). Default [0.9, 0.999]. */
    betas: betas(0.9, 0.999),
    /** Added to the root of the second moment; at least 0. Default 1e-6. */
    eps: nonNegative(1e-6),
    /**
     * The weight decay; at least 0. Tensors without weight decay have no rate of their own unless `alwaysAdapt` is on.
     * Default 0.01.
     */
    weightDecay: nonNegative(0.01),
    /** The largest norm of all gradients together, which are clipped to it; null: not clipped. Default 1. */
    maxGradNorm: nullable(1),
    /** The largest rate, for `correctedWeightDecay`. Default: `lr`, if that is a number when the optimizer is made. */
    maxLr: following("lr"),
  },
  flags: {
    /** Correct the moments for their start at 0. Default true. */
    biasCorrection: flag(true),
    /** Add `1 - beta1` of the gradient to the first moment, instead of all of it. Default true. */
    gradAveraging: flag(true),
    /** Keep `|p| / |u|` at 1 or below. Default false. */
    trustClip: flag(false),
    /** Give tensors without weight decay a rate of their own, too. Default false. */
    alwaysAdapt: flag(false),
    /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to u. Default false. */
    decoupledDecay: flag(false),
    /** With `decoupledDecay`: multiply the weight decay by `lr^2 / maxLr` instead of `lr`. Default false. */
    correctedWeightDecay: flag(false),
    /** Move only the elements whose direction agrees with the gradient. Default false. */
    cautious: flag(false),
  },
  slots: { expAvg: quantizable(zeros), expAvgSq: quantizable(squares) },
  count: "group",
  check: needMaxLr,
  update: (
    { p, g, expAvg, expAvgSq },
    { lr, betas: [beta1, beta2], eps, weightDecay, maxGradNorm, maxLr, count, size },
    { biasCorrection, gradAveraging, trustClip, alwaysAdapt, decoupledDecay, correctedWeightDecay, cautious },
  ) => {
    const norm = float32(sqrt(sum("optimizer", mul(g, g))));
    const gradient = div(g, uniform(max(div(norm, maxGradNorm), 1)));
    const weight = choose(gradAveraging, sub(1, beta1), 1);
    const m = add(mul(expAvg, beta1), mul(weight, gradient));
    const v = averageOfSquares(expAvgSq, gradient, beta2);
    const correction1 = choose(biasCorrection, sub(1, wholePower(beta1, count)), 1);
    const correction2 = choose(biasCorrection, sqrt(sub(1, wholePower(beta2, count))), 1);
    const denominator = add(div(sqrt(v), correction2), eps);
    const adapted = div(div(m, correction1), denominator);
    const direction = cautious ? alongGradient(adapted, gradient, size) : adapted;

    const decay = mul(decayRate(lr, maxLr, correctedWeightDecay), weightDecay);
    const decayed = mul(p, choose(decoupledDecay, sub(1, decay), 1));
    const u = add(direction, mul(choose(decoupledDecay, 0, weightDecay), p));
    const normOfP = sqrt(sum("tensor", mul(decayed, decayed)));
    const normOfU = sqrt(sum("tensor", mul(u, u)));
    const quotient = div(normOfP, normOfU);
    const trust = select(lt(0, normOfP), select(lt(0, normOfU), quotient, 1), 1);
    const clipped = trustClip ? min(trust, 1) : trust;
    const ratio = alwaysAdapt ? clipped : select(eq(weightDecay, 0), 1, clipped);
    return { p: add(decayed, mul(neg(mul(lr, ratio)), u)), expAvg: m, expAvgSq: v };
  },
});
