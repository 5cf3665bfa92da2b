/** Reproducible random numbers. */
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export class Random {
  readonly #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A number from `-limit` to `limit`. */
  within(limit: number): number {
    return (2 * uniformFloat64(this.#generator) - 1) * limit;
  }

  /** Shuffles the values, all orders being equally likely. */
  shuffle(values: Uint32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = uniformInt(this.#generator, 0, i);
      const value = values[i] as number;
      values[i] = values[j] as number;
      values[j] = value;
    }
  }
}
