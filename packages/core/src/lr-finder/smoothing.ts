/** Running means of noisy losses. */
import { power } from "../math/power.js";
import type { SmoothingRule } from "./conventions.js";

/** Adds one loss and returns the smoothed loss. */
export class Smoother {
  readonly #rule: SmoothingRule;
  #mean = 0;
  #count = 0;

  constructor(rule: SmoothingRule) {
    this.#rule = rule;
  }

  next(loss: number): number {
    this.#count += 1;
    const { start, share, float32 } = this.#rule;
    if (share === 0) return loss;
    if (start === "first") {
      this.#mean = this.#count === 1 ? loss : share * loss + (1 - share) * this.#mean;
      return this.#mean;
    }
    return float32 ? this.#nextFloat32(loss, share) : this.#nextDebiased(loss, share);
  }

  #nextDebiased(loss: number, share: number): number {
    this.#mean = (1 - share) * this.#mean + share * loss;
    return this.#mean / this.#bias(share);
  }

  /** As `torch.lerp(loss, mean, 1 - share)` for a share of up to a half: from the mean, with one fused operation. */
  #nextFloat32(value: number, share: number): number {
    const loss = Math.fround(value);
    const past = Math.fround(1 - share);
    const distance = Math.fround(this.#mean - loss);
    // The product of two float32 numbers is exact in float64, so only the sum is rounded.
    this.#mean = Math.fround(
      past < 0.5 ? loss + distance * past : this.#mean - distance * Math.fround(1 - past),
    );
    return Math.fround(this.#mean / Math.fround(this.#bias(share)));
  }

  /** The total weight of all losses; the rest is the initial 0. */
  #bias(share: number): number {
    return 1 - power(1 - share, this.#count + this.#rule.extraPower);
  }
}
