/** Weight decay that falls with the square of the rate, as timm's `corrected_weight_decay`. */
import { InvalidArgumentError } from "../../errors.js";
import { choose, div, mul, type Scalar } from "../rule/expression.js";
import type { HyperValue } from "../rule/hyper.js";

/** The factor of the weight decay: `lr`, or `lr^2 / maxLr`. */
export function decayRate(lr: Scalar, maxLr: Scalar, isCorrected: boolean): Scalar {
  return choose(isCorrected, div(mul(lr, lr), maxLr), lr);
}

/** @throws InvalidArgumentError where `correctedWeightDecay` is on without a largest rate */
export function needMaxLr(
  { maxLr }: Readonly<Record<"maxLr", HyperValue>>,
  { correctedWeightDecay }: { readonly correctedWeightDecay: boolean },
  path: (name: string) => string,
): void {
  if (!correctedWeightDecay || (maxLr !== null && maxLr !== 0)) return;
  throw new InvalidArgumentError(path("maxLr"), maxLr, "above 0 with correctedWeightDecay");
}
