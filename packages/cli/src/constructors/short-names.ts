/** Short names of constructors, and more names of options. */

/** Aliases of constructors, in kebab-case. */
export const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  cosine: ["cosine-annealing"],
  cosineRestarts: ["sgdr", "cosine-with-restarts", "cosine-warm-restarts", "cosine-annealing-warm-restarts"],
  cyclic: ["triangular", "clr"],
  exponential: ["exp"],
  inverseSqrt: ["isqrt", "rsqrt", "inverse-square-root"],
  oneCycle: ["1cycle"],
  polynomial: ["poly"],
  powerLaw: ["power"],
  stepDecay: ["step"],
  warmupConstant: ["constant-with-warmup"],
  warmupCosine: ["cosine-with-warmup"],
  warmupExponential: ["exponential-with-warmup"],
  warmupLinear: ["linear-with-warmup"],
  warmupPolynomial: ["polynomial-with-warmup"],
  warmupStableDecay: ["wsd", "trapezoidal"],
  warmupStableDecayCycles: ["wsd-s"],
};

/** Names of options in addition to `SYNONYMS` of the core, in camelCase: more meanings of the same names, and flags of trainers. */
export const MORE_SYNONYMS: Readonly<Record<string, string>> = {
  start: "lr learningRate",
  value: "lr learningRate",
  low: "minLr",
  minimum: "minLr",
  endRatio: "minLrRatio",
  totalSteps: "total maxSteps",
  warmupSteps: "numWarmupSteps",
  every: "stepSize",
};

/** Options that take a share of `totalSteps` although the constructor takes steps. */
export const SHARE_ALIASES: Readonly<Record<string, string>> = {
  "warmup-ratio": "warmupSteps",
  "warmup-fraction": "warmupSteps",
  "decay-ratio": "decaySteps",
  "stable-ratio": "stableSteps",
};
