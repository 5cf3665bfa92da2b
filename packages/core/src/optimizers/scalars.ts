/** The numbers that one update needs besides its arrays: computed in float64, rounded to float32 once. */

/** Where each of them stands in its place in the arena: the order of `AdamScalars` in crates/kernels/src/adam.rs. */
export const SCALARS = Object.freeze({
  /** Multiplies the gradient: 1, or `1 / gradScale`; negated to maximise. */
  gradientFactor: 0,
  /** `weightDecay` where it is added to the gradient, else 0. */
  l2: 1,
  /** `1 - lr * weightDecay` where the decay is decoupled, else 1. */
  decay: 2,
  /** `1 - beta1`. */
  weight1: 3,
  /** `1 - weight1`, for interpolating from the gradient when `weight1` is at least 1/2. */
  keep1: 4,
  beta2: 5,
  /** `1 - beta2`. */
  weight2: 6,
  /** `eps * sqrt(1 - beta2^t)`: PyTorch divides the root by `sqrt(1 - beta2^t)`, we multiply all the rest by it. */
  eps: 7,
  /** `-lr / (1 - beta1^t) * sqrt(1 - beta2^t)`. */
  negativeStep: 8,
});

/** How many float32 values they take, rounded up to a cache line. */
export const SCALARS_LENGTH = 16;
