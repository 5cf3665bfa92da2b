/** `braintools.optim`, typed. */
import { braintoolsCombined } from "../braintools/combined.js";
import { braintoolsCycles } from "../braintools/cycles.js";
import { braintoolsDecays } from "../braintools/decays.js";
import { braintoolsDefinitions } from "../braintools/definitions.js";
import { selfContained } from "../typed-functions.js";

const combined = /* @__PURE__ */ braintoolsCombined(() => braintoolsDefinitions);

/** `base * gamma ^ floor(epoch / stepSize)` */
export const StepLR = /* @__PURE__ */ selfContained("braintools", "StepLR", braintoolsDecays.StepLR);

/** `base * gamma ^ (milestones passed)` */
export const MultiStepLR = /* @__PURE__ */ selfContained(
  "braintools",
  "MultiStepLR",
  braintoolsDecays.MultiStepLR,
);

/** `base * gamma ^ epoch` */
export const ExponentialLR = /* @__PURE__ */ selfContained(
  "braintools",
  "ExponentialLR",
  braintoolsDecays.ExponentialLR,
);

/** `base * decayRate ^ (epoch / decaySteps)` */
export const ExponentialDecayLR = /* @__PURE__ */ selfContained(
  "braintools",
  "ExponentialDecayLR",
  braintoolsDecays.ExponentialDecayLR,
);

/** A cosine from `base` to `etaMin`, which is held. */
export const CosineAnnealingLR = /* @__PURE__ */ selfContained(
  "braintools",
  "CosineAnnealingLR",
  braintoolsDecays.CosineAnnealingLR,
);

/** `base * (1 - epoch / totalIters) ^ power` */
export const PolynomialLR = /* @__PURE__ */ selfContained(
  "braintools",
  "PolynomialLR",
  braintoolsDecays.PolynomialLR,
);

/** A line from `warmupStartLr` to `base`. */
export const WarmupScheduler = /* @__PURE__ */ selfContained(
  "braintools",
  "WarmupScheduler",
  braintoolsDecays.WarmupScheduler,
);

/** A line from `base * startFactor` to `base * endFactor`. */
export const LinearLR = /* @__PURE__ */ selfContained("braintools", "LinearLR", braintoolsDecays.LinearLR);

/** `base * factor`, then `base`. */
export const ConstantLR = /* @__PURE__ */ selfContained(
  "braintools",
  "ConstantLR",
  braintoolsDecays.ConstantLR,
);

/** Cosines, each `tMult` times as long as the previous one. */
export const CosineAnnealingWarmRestarts = /* @__PURE__ */ selfContained(
  "braintools",
  "CosineAnnealingWarmRestarts",
  braintoolsDecays.CosineAnnealingWarmRestarts,
);

/** A line from `warmupStartLr` to `base`, then a cosine to `etaMin` at `totalSteps`. */
export const WarmupCosineSchedule = /* @__PURE__ */ selfContained(
  "braintools",
  "WarmupCosineSchedule",
  braintoolsDecays.WarmupCosineSchedule,
);

/** `values[i]`, switching at each boundary. */
export const PiecewiseConstantSchedule = /* @__PURE__ */ selfContained(
  "braintools",
  "PiecewiseConstantSchedule",
  braintoolsDecays.PiecewiseConstantSchedule,
);

/** A line up to `maxLr`, then a cosine or a line down. */
export const OneCycleLR = /* @__PURE__ */ selfContained(
  "braintools",
  "OneCycleLR",
  braintoolsCycles.OneCycleLR,
);

/** Triangles from `baseLr` to `maxLr`. */
export const CyclicLR = /* @__PURE__ */ selfContained("braintools", "CyclicLR", braintoolsCycles.CyclicLR);

/** The first rate times the factors of the others. */
export const ChainedScheduler = /* @__PURE__ */ selfContained(
  "braintools",
  "ChainedScheduler",
  combined.ChainedScheduler,
  ["schedulers"],
  braintoolsDefinitions,
);

/** One scheduler after another, each from its own start. */
export const SequentialLR = /* @__PURE__ */ selfContained(
  "braintools",
  "SequentialLR",
  combined.SequentialLR,
  ["schedulers", "milestones"],
  braintoolsDefinitions,
);
