/** `braintools.optim`, typed. */
import { braintoolsCombined } from "../braintools/combined.js";
import { braintoolsCycles } from "../braintools/cycles.js";
import { braintoolsDecays } from "../braintools/decays.js";
import { braintoolsDefinitions } from "../braintools/definitions.js";
import { selfContained } from "./typed.js";

const combined = braintoolsCombined(() => braintoolsDefinitions);

export const braintools = {
  /** `base * gamma ^ floor(epoch / stepSize)` */
  StepLR: selfContained("braintools", "StepLR", braintoolsDecays.StepLR),
  /** `base * gamma ^ (milestones passed)` */
  MultiStepLR: selfContained("braintools", "MultiStepLR", braintoolsDecays.MultiStepLR),
  /** `base * gamma ^ epoch` */
  ExponentialLR: selfContained("braintools", "ExponentialLR", braintoolsDecays.ExponentialLR),
  /** `base * decayRate ^ (epoch / decaySteps)` */
  ExponentialDecayLR: selfContained("braintools", "ExponentialDecayLR", braintoolsDecays.ExponentialDecayLR),
  /** A cosine from `base` to `etaMin`, which it keeps. */
  CosineAnnealingLR: selfContained("braintools", "CosineAnnealingLR", braintoolsDecays.CosineAnnealingLR),
  /** `base * (1 - epoch / totalIters) ^ power` */
  PolynomialLR: selfContained("braintools", "PolynomialLR", braintoolsDecays.PolynomialLR),
  /** A line from `warmupStartLr` to `base`. */
  WarmupScheduler: selfContained("braintools", "WarmupScheduler", braintoolsDecays.WarmupScheduler),
  /** A line from `base * startFactor` to `base * endFactor`. */
  LinearLR: selfContained("braintools", "LinearLR", braintoolsDecays.LinearLR),
  /** `base * factor`, then `base`. */
  ConstantLR: selfContained("braintools", "ConstantLR", braintoolsDecays.ConstantLR),
  /** Cosines, each `tMult` times as long as the one before it. */
  CosineAnnealingWarmRestarts: selfContained(
    "braintools",
    "CosineAnnealingWarmRestarts",
    braintoolsDecays.CosineAnnealingWarmRestarts,
  ),
  /** A line from `warmupStartLr` to `base`, then a cosine to `etaMin` at `totalSteps`. */
  WarmupCosineSchedule: selfContained(
    "braintools",
    "WarmupCosineSchedule",
    braintoolsDecays.WarmupCosineSchedule,
  ),
  /** The value whose turn it is. */
  PiecewiseConstantSchedule: selfContained(
    "braintools",
    "PiecewiseConstantSchedule",
    braintoolsDecays.PiecewiseConstantSchedule,
  ),
  /** A line up to `maxLr`, then a cosine or a line down. */
  OneCycleLR: selfContained("braintools", "OneCycleLR", braintoolsCycles.OneCycleLR),
  /** Triangles from `baseLr` to `maxLr`. */
  CyclicLR: selfContained("braintools", "CyclicLR", braintoolsCycles.CyclicLR),
  /** The first rate times what each of the others makes of its own. */
  ChainedScheduler: selfContained(
    "braintools",
    "ChainedScheduler",
    combined.ChainedScheduler,
    ["schedulers"],
    braintoolsDefinitions,
  ),
  /** One scheduler after the other, each from its own start. */
  SequentialLR: selfContained(
    "braintools",
    "SequentialLR",
    combined.SequentialLR,
    ["schedulers", "milestones"],
    braintoolsDefinitions,
  ),
};
