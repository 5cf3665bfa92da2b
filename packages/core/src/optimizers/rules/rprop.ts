/** Rprop. */

import { InvalidArgumentError } from "../../errors.js";
import { printed } from "../host/printed/rprop.js";
import { add, clamp, lt, mul, neg, select, sign, uniform } from "../rule/expression.js";
import { atLeast, numbers, rate } from "../rule/hyper.js";
import { defineRule, squares, zeros } from "../rule/rule.js";

/**
 * Resilient backpropagation (Riedmiller and Braun, https://doi.org/10.1109/ICNN.1993.298623) as in PyTorch: every element
 * has its own step size, which grows while its gradient keeps its sign.
 *
 * ```
 * s = clamp(s * (g * previous > 0 ? etaPlus : g * previous < 0 ? etaMinus : 1), stepSizes)      (lr at first)
 * g = g * previous < 0 ? 0 : g
 * p = p - s * sign(g)
 * ```
 */
export const rprop = defineRule({
  name: "Rprop",
  printed,
  hyper: {
    /** The steps at the first update. Default 0.01. */
    lr: rate(0.01),
    /** The factors by which steps shrink and grow: below and above 1. Default [0.5, 1.2]. */
    etas: numbers([0.5, 1.2], [above(0, 1), above(1, Number.POSITIVE_INFINITY)]),
    /** The smallest and the largest step. Default [1e-6, 50]. */
    stepSizes: numbers([1e-6, 50], atLeast(0)),
  },
  slots: {
    prev: zeros,
    stepSize: { ...squares, start: { hyper: "lr" } },
  },
  update: ({ p, g, prev, stepSize }, { etas: [etaMinus, etaPlus], stepSizes: [smallest, largest] }) => {
    const agreement = mul(g, prev);
    const turned = lt(agreement, 0);
    const factor = select(lt(0, agreement), uniform(etaPlus), select(turned, uniform(etaMinus), 1));
    const step = clamp(mul(stepSize, factor), smallest, largest);
    const gradient = select(turned, 0, g);
    return { p: add(p, mul(neg(sign(gradient)), step)), prev: gradient, stepSize: step };
  },
});

/** A number strictly between two others. */
function above(low: number, high: number) {
  return (argument: string, value: unknown): number => {
    if (typeof value === "number" && value > low && value < high) return value;
    const expected =
      high === Number.POSITIVE_INFINITY
        ? `a finite number above ${low}`
        : `a number above ${low} and below ${high}`;
    throw new InvalidArgumentError(argument, value, expected);
  };
}
