/**
 * The reference kernels: float32 arithmetic in TypeScript, every operation rounded by `Math.fround`.
 *
 * A sum, product, quotient or square root of float32 values that is computed in float64 and then rounded is the float32
 * result, so these are the bits of the Rust kernels (crates/kernels/src/adam.rs, reduce.rs).
 */
import type { ArenaFactory, OptimizerArena } from "./arena.js";
import { OutOfMemoryError } from "./errors.js";
import { allFinite } from "./float32.js";
import { sumOfSquares } from "./gradient-norm.js";
import { SCALARS } from "./scalars.js";

const { fround, sqrt } = Math;

/** An arena in ordinary memory, for any engine that runs JavaScript. */
export const createHostArena: ArenaFactory = (length) => new HostArena(length);

class HostArena implements OptimizerArena {
  readonly engine = "host";
  readonly values: Float32Array;

  constructor(length: number) {
    try {
      this.values = new Float32Array(length);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new OutOfMemoryError(length * Float32Array.BYTES_PER_ELEMENT, null, "use fewer parameters");
    }
  }

  adamStep(
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    largest: number,
    count: number,
    scalars: number,
  ): void {
    const { values } = this;
    const scalar = (name: keyof typeof SCALARS) => values[scalars + SCALARS[name]] as number;
    const gradientFactor = scalar("gradientFactor");
    const l2 = scalar("l2");
    const decay = scalar("decay");
    const weight1 = scalar("weight1");
    const keep1 = scalar("keep1");
    const beta2 = scalar("beta2");
    const weight2 = scalar("weight2");
    const eps = scalar("eps");
    const negativeStep = scalar("negativeStep");
    const fromGradient = weight1 >= 0.5;
    for (let i = 0; i < count; i++) {
      const p = values[parameters + i] as number;
      let g = fround((values[gradients + i] as number) * gradientFactor);
      if (l2 !== 0) g = fround(g + fround(l2 * p));

      let m = values[first + i] as number;
      const difference = fround(g - m);
      m = fromGradient ? fround(g - fround(difference * keep1)) : fround(m + fround(weight1 * difference));
      values[first + i] = m;

      let v = values[second + i] as number;
      v = fround(fround(v * beta2) + fround(fround(weight2 * g) * g));
      values[second + i] = v;

      if (largest >= 0) {
        const u = values[largest + i] as number;
        // NaN on either side stays.
        if (v <= u || Number.isNaN(u)) v = u;
        values[largest + i] = v;
      }
      const denominator = fround(fround(sqrt(v)) + eps);
      values[parameters + i] = fround(fround(p * decay) + fround(fround(negativeStep * m) / denominator));
    }
  }

  sumOfSquares(start: number, count: number): number {
    return sumOfSquares(this.values, start, count);
  }

  scale(start: number, count: number, factor: number): void {
    const { values } = this;
    // Storing rounds to float32.
    for (let i = start; i < start + count; i++) values[i] = (values[i] as number) * factor;
  }

  allFinite(start: number, count: number): boolean {
    return allFinite(this.values, start, count);
  }

  release(): void {}
}
