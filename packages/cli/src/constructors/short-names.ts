/** Short names of constructors, and names of options in other libraries. */

/** Aliases of constructors, in kebab-case. */
export const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  cosineRestarts: ["sgdr", "cosine-with-restarts", "cosine-warm-restarts"],
  cyclic: ["triangular", "clr"],
  exponential: ["exp"],
  inverseSqrt: ["isqrt", "rsqrt", "inverse-square-root"],
  multiStep: ["multistep"],
  oneCycle: ["onecycle", "1cycle"],
  polynomial: ["poly"],
  powerCool: ["powercool"],
  powerLaw: ["power"],
  stepDecay: ["step"],
  warmupConstant: ["constant-with-warmup"],
  warmupCosine: ["cosine-with-warmup"],
  warmupExponential: ["exponential-with-warmup"],
  warmupLinear: ["linear-with-warmup"],
  warmupPolynomial: ["polynomial-with-warmup"],
  warmupStableDecay: ["wsd", "trapezoidal"],
  warmupStableDecayCycles: ["wsd-s", "wsds"],
};

/**
 * Aliases of options, in kebab-case, with the options that they may mean: the first one that the constructor has.
 */
export const OPTION_ALIASES: Readonly<Record<string, readonly string[]>> = {
  lr: ["peak", "start", "value"],
  "learning-rate": ["peak", "start", "value"],
  "max-lr": ["peak"],
  "min-lr": ["end", "low", "minimum"],
  "min-lr-ratio": ["endRatio"],
  total: ["totalSteps"],
  "max-steps": ["totalSteps"],
  "num-training-steps": ["totalSteps"],
  warmup: ["warmupSteps"],
  "num-warmup-steps": ["warmupSteps"],
  "step-size": ["every"],
};

/** Options that take a share of `totalSteps` although the constructor takes steps. */
export const SHARE_ALIASES: Readonly<Record<string, string>> = {
  "warmup-ratio": "warmupSteps",
  "warmup-fraction": "warmupSteps",
  "decay-ratio": "decaySteps",
  "stable-ratio": "stableSteps",
};
