/** Adafactor. */
import { printed } from "../host/printed/adafactor.js";
import { add, average, div, factored, max, min, mul, neg, pow, sqrt, sub, sum } from "../rule/expression.js";
import { atLeast, least, nonNegative, nonPositive, numbers, rate } from "../rule/hyper.js";
import { defineRule, optional, squares } from "../rule/rule.js";
import { larger } from "./larger.js";

/** The distance from 1 to the next float32. */
const EPSILON = 2 ** -23;

/**
 * Adafactor (Shazeer and Stern, https://arxiv.org/abs/1804.04235) as in PyTorch: for a matrix or a stack of matrices, only the
 * means of squares of rows and columns are stored.
 *
 * ```
 * rho   = min(lr, 1 / sqrt(t))
 * v     = factored mean of squares with beta2_t = 1 - t^beta2Decay        (a plain one below two dimensions)
 * u     = g / max(sqrt(v), eps1)
 * p     = p * (1 - lr * weightDecay) - max(eps2, rms(p)) * rho * u / max(1, rms(u) / d)
 * ```
 */
export const adafactor = defineRule({
  name: "Adafactor",
  printed,
  hyper: {
    /** The rate of the weight decay, and the largest relative step. Default 0.01. */
    lr: rate(0.01),
    /** The exponent by which `1 - beta2` falls; at most 0. Default -0.8. */
    beta2Decay: nonPositive(-0.8),
    /** The smallest denominator (null: 2^-23) and the smallest scale of a parameter. Default [null, 1e-3]. */
    eps: { ...numbers([EPSILON, 1e-3], atLeast(0)), whenNull: [EPSILON, null] },
    /** The largest root mean square of an update; at least 1. Default 1. */
    d: least(1, 1),
    /** The parameters shrink by `1 - lr * weightDecay`; at least 0. Default 0. */
    weightDecay: nonNegative(0),
  },
  slots: {
    rowVar: optional({ ...squares, like: "rows" }, ({ isMatrix }) => isMatrix),
    colVar: optional({ ...squares, like: "columns" }, ({ isMatrix }) => isMatrix),
    variance: optional(squares, ({ isMatrix }) => !isMatrix),
  },
  update: ({ p, g, variance }, { lr, beta2Decay, eps: [eps1, eps2], d, weightDecay, count, size }) => {
    const weight = pow(count, beta2Decay);
    const squared = mul(g, g);
    const next = variance && average(variance, squared, sub(1, weight));
    const estimate = next ?? factored(squared, { rows: "rowVar", columns: "colVar", weight, eps: eps1 });
    const u = div(g, sqrt(max(mul(eps1, eps1), estimate)));

    const rms = sqrt(div(sum("tensor", mul(p, p)), size));
    const alpha = mul(larger(eps2, rms), min(lr, div(1, sqrt(count))));
    const clip = larger(1, div(sqrt(div(sum("tensor", mul(u, u)), size)), d));
    return {
      p: add(mul(p, sub(1, mul(lr, weightDecay))), mul(neg(div(alpha, clip)), u)),
      variance: next,
    };
  },
});
