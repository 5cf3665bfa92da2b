/** The numbers that one update needs besides its arrays: computed in f64, rounded to float32 once. */

/** The float32 arguments of the kernel. One object is filled again for each run of elements. */
export class AdamScalars {
  /** Multiplies the gradient: 1, or `1 / gradScale`; negated to maximise. */
  gradientFactor = 1;
  /** `weightDecay` where it is added to the gradient, else 0. */
  l2 = 0;
  /** `1 - lr * weightDecay` where the decay is decoupled, else 1. */
  decay = 1;
  /** `1 - beta1`. */
  weight1 = 0;
  /** `1 - weight1`, for interpolating from the gradient when `weight1` is at least 1/2. */
  keep1 = 0;
  beta2 = 0;
  /** `1 - beta2`. */
  weight2 = 0;
  /** `1 / sqrt(1 - beta2^t)`. */
  rootFactor = 0;
  eps = 0;
  /** `-lr / (1 - beta1^t)`. */
  negativeStep = 0;
}
