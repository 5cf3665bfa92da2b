/**
 * Hand-written loops without a library, as fast as possible in TypeScript: all invariants are computed before the loop,
 * and only stored values are rounded to float32.
 */

export interface PlainCosine {
  readonly peak: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** Warm-up and cosine decay to 0, one value for each step from 0 on. */
export function plainWarmupCosine(out: Float64Array, { peak, warmupSteps, totalSteps }: PlainCosine): void {
  const rise = Math.min(warmupSteps, out.length);
  const slope = peak / warmupSteps;
  for (let step = 0; step < rise; step++) out[step] = slope * step;
  const angle = Math.PI / (totalSteps - warmupSteps);
  const half = peak / 2;
  for (let step = rise; step < out.length; step++)
    out[step] = half * (1 + Math.cos(angle * (step - warmupSteps)));
}

export interface PlainAdamW {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPS = 1e-8;
const WEIGHT_DECAY = 0.01;

/** One step of AdamW with the usual hyper-parameters; `step` counts from 1. */
export function plainAdamW(
  { parameters, gradients, first, second }: PlainAdamW,
  lr: number,
  step: number,
): void {
  // Multiplying numerator and denominator by the root of the correction moves it out of the loop.
  const root = Math.sqrt(1 - BETA2 ** step);
  const stepSize = (lr * root) / (1 - BETA1 ** step);
  const eps = EPS * root;
  const keep = 1 - lr * WEIGHT_DECAY;
  for (let i = 0; i < parameters.length; i++) {
    const gradient = gradients[i] as number;
    const m = BETA1 * (first[i] as number) + (1 - BETA1) * gradient;
    const v = BETA2 * (second[i] as number) + (1 - BETA2) * gradient * gradient;
    first[i] = m;
    second[i] = v;
    parameters[i] = (parameters[i] as number) * keep - (stepSize * m) / (Math.sqrt(v) + eps);
  }
}
