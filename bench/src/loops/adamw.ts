/**
 * The fastest handwritten AdamW in TypeScript: float64 arithmetic, all invariants computed before the loop, and
 * rounding only when values are stored.
 */

/** The arrays of one tensor. */
export interface AdamWArrays {
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export const ADAMW_DEFAULTS = { beta1: 0.9, beta2: 0.999, eps: 1e-8, weightDecay: 0.01 } as const;

/** The scalars of one step. The division by `sqrt(1 - beta2^t)` is moved out of the loop, into `eps`. */
function scalarsAt(step: number, lr: number) {
  const { beta1, beta2, eps, weightDecay } = ADAMW_DEFAULTS;
  const correction = Math.sqrt(1 - beta2 ** step);
  return {
    keep1: beta1,
    weight1: 1 - beta1,
    keep2: beta2,
    weight2: 1 - beta2,
    eps: eps * correction,
    change: (-lr / (1 - beta1 ** step)) * correction,
    decay: 1 - lr * weightDecay,
  };
}

/** One step with the usual hyper-parameters; `step` counts from 1. */
export function adamWLoop(arrays: AdamWArrays, step: number, lr: number): void {
  const { parameters, gradients, first, second } = arrays;
  const { keep1, weight1, keep2, weight2, eps, change, decay } = scalarsAt(step, lr);
  const count = parameters.length;
  for (let i = 0; i < count; i++) {
    const gradient = gradients[i] as number;
    const m = keep1 * (first[i] as number) + weight1 * gradient;
    const v = keep2 * (second[i] as number) + weight2 * (gradient * gradient);
    first[i] = m;
    second[i] = v;
    parameters[i] = decay * (parameters[i] as number) + (change * m) / (Math.sqrt(v) + eps);
  }
}

/**
 * The same with one division per two elements: `m / a` and `n / b` are computed from `1 / (a b)`, because a division
 * takes longer than three multiplications.
 */
export function adamWLoopInPairs(arrays: AdamWArrays, step: number, lr: number): void {
  const { parameters, gradients, first, second } = arrays;
  const { keep1, weight1, keep2, weight2, eps, change, decay } = scalarsAt(step, lr);
  const even = parameters.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const j = i + 1;
    const gradient = gradients[i] as number;
    const otherGradient = gradients[j] as number;
    const m = keep1 * (first[i] as number) + weight1 * gradient;
    const n = keep1 * (first[j] as number) + weight1 * otherGradient;
    const v = keep2 * (second[i] as number) + weight2 * (gradient * gradient);
    const w = keep2 * (second[j] as number) + weight2 * (otherGradient * otherGradient);
    first[i] = m;
    first[j] = n;
    second[i] = v;
    second[j] = w;
    const a = Math.sqrt(v) + eps;
    const b = Math.sqrt(w) + eps;
    const changeOverBoth = change / (a * b);
    parameters[i] = decay * (parameters[i] as number) + m * b * changeOverBoth;
    parameters[j] = decay * (parameters[j] as number) + n * a * changeOverBoth;
  }
  if (even === parameters.length) return;
  adamWLoop(
    {
      parameters: parameters.subarray(even),
      gradients: gradients.subarray(even),
      first: first.subarray(even),
      second: second.subarray(even),
    },
    step,
    lr,
  );
}
