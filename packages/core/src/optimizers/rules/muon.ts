/** Muon. */

import { finiteNumber, wholeNumber } from "../../arguments.js";
import { InvalidArgumentError } from "../../errors.js";
import { printed } from "../host/printed/muon.js";
import { add, div, max, mul, nearLerp, neg, orthogonalized, sqrt, sub } from "../rule/expression.js";
import { finite, nonNegative, numbers, rate } from "../rule/hyper.js";
import { choice, defineRule, flag, withNull, zeros } from "../rule/rule.js";

/**
 * Muon (Jordan et al., https://kellerjordan.github.io/posts/muon/) as in PyTorch: momentum whose matrix is replaced by the
 * nearest one with orthogonal rows or columns. It takes matrices; give the other parameters a group with another rule.
 *
 * ```
 * b = b + (1 - momentum) * (g - b)
 * o = orthogonal(nesterov ? g + momentum * (b - g) : b)
 * p = p * (1 - lr * weightDecay) - lr * adjustment * o
 * ```
 */
export const muon = defineRule({
  name: "Muon",
  printed,
  hyper: {
    /** The learning rate. Default 1e-3. */
    lr: rate(1e-3),
    /** The parameters shrink by `1 - lr * weightDecay`; at least 0. Default 0.1. */
    weightDecay: nonNegative(0.1),
    /** The decay rate of the momentum; at least 0. Default 0.95. */
    momentum: nonNegative(0.95),
    /** The coefficients of the iteration `a x + b x^3 + c x^5`. Default [3.4445, -4.775, 2.0315]. */
    nsCoefficients: numbers([3.4445, -4.775, 2.0315], finiteNumber),
    /** The smallest norm that a matrix is divided by; at least 0. Default 1e-7. */
    eps: nonNegative(1e-7),
    /** The number of iterations, below 100. Default 5. */
    nsSteps: { ...finite(5), checks: [iterations] },
  },
  flags: {
    /** Look ahead along the momentum (Nesterov). Default true. */
    nesterov: flag(true),
    /**
     * The factor of the rate: `"original"` (default) `sqrt(max(1, rows / columns))`, `"match_rms_adamw"`
     * `0.2 * sqrt(max(rows, columns))`, `"spectral_unclamped"` `sqrt(rows / columns)`. Null: `"original"`.
     */
    adjustLrFn: withNull(choice("original", ["original", "match_rms_adamw", "spectral_unclamped"])),
    /**
     * The arithmetic of the iteration: `"bfloat16"` (default), as in PyTorch, with every product rounded to nearest even
     * after float32 sums; or `"float32"`.
     */
    precision: choice("bfloat16", ["bfloat16", "float32"]),
  },
  slots: { momentumBuffer: zeros },
  checkParameter: (argument, shape) => {
    if (shape.length !== 2)
      throw new InvalidArgumentError(argument, shape, "a shape of two dimensions: Muon takes matrices");
  },
  update: (
    { p, g, momentumBuffer },
    { lr, weightDecay, momentum, nsCoefficients, eps, nsSteps, rows, columns },
    { nesterov, adjustLrFn, precision },
  ) => {
    const b = nearLerp(momentumBuffer, g, sub(1, momentum));
    const o = orthogonalized(nesterov ? nearLerp(g, b, momentum) : b, {
      coefficients: nsCoefficients,
      steps: nsSteps,
      eps,
      bfloat16: precision === "bfloat16",
    });
    const adjustment = {
      original: sqrt(max(1, div(rows, columns))),
      match_rms_adamw: mul(0.2, sqrt(max(rows, columns))),
      spectral_unclamped: sqrt(div(rows, columns)),
    }[adjustLrFn];
    return {
      p: add(mul(p, sub(1, mul(lr, weightDecay))), mul(neg(mul(lr, adjustment)), o)),
      momentumBuffer: b,
    };
  },
});

function iterations(argument: string, value: unknown): number {
  const steps = wholeNumber(argument, value);
  if (steps < 100) return steps;
  throw new InvalidArgumentError(argument, value, "a whole number below 100");
}
