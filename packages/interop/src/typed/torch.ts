/**
 * `torch.optim.lr_scheduler` and `torch.optim.swa_utils`, typed: functions, whose second argument is the rate in the
 * optimizer, and classes over an optimizer under PyTorch's own names.
 */

import { ReduceLROnPlateau } from "../metrics/reduce-lr-on-plateau.js";
import { torchClasses } from "../schedulers/torch-classes.js";
import { torchCombined } from "../torch/combined.js";
import { torchCycles } from "../torch/cycles.js";
import { torchDecays } from "../torch/decays.js";
import { torchDefinitions } from "../torch/definitions.js";
import { torchFunctions } from "../torch/functions.js";
import { fromOptimizer } from "./typed.js";

const combined = torchCombined(() => torchDefinitions);

export const torch = {
  ...torchClasses,
  /** `base * gamma ^ floor(step / stepSize)` */
  stepLR: fromOptimizer("torch", "StepLR", torchDecays.StepLR, ["step_size"]),
  /** `base * gamma ^ (milestones passed)` */
  multiStepLR: fromOptimizer("torch", "MultiStepLR", torchDecays.MultiStepLR, ["milestones"]),
  /** `base * factor` for `totalIters` steps, then `base`. */
  constantLR: fromOptimizer("torch", "ConstantLR", torchDecays.ConstantLR),
  /** A line from `base * startFactor` to `base * endFactor`. */
  linearLR: fromOptimizer("torch", "LinearLR", torchDecays.LinearLR),
  /** `base * gamma ^ step` */
  exponentialLR: fromOptimizer("torch", "ExponentialLR", torchDecays.ExponentialLR, ["gamma"]),
  /** `base * (1 - step / totalIters) ^ power` */
  polynomialLR: fromOptimizer("torch", "PolynomialLR", torchDecays.PolynomialLR),
  /** A cosine from `base` to `etaMin` at `tMax`, which climbs back afterwards. */
  cosineAnnealingLR: fromOptimizer("torch", "CosineAnnealingLR", torchDecays.CosineAnnealingLR, ["T_max"]),
  /** Cosines from `base` to `etaMin`, each `tMult` times as long as the one before it. */
  cosineAnnealingWarmRestarts: fromOptimizer(
    "torch",
    "CosineAnnealingWarmRestarts",
    torchDecays.CosineAnnealingWarmRestarts,
    ["T_0"],
  ),
  /** From `base` to `swaLr` in `annealEpochs` steps. */
  swalr: fromOptimizer("torch", "SWALR", torchDecays.SWALR, ["swa_lr"]),
  /** `base * lrLambda(step)`, written down for `steps` steps. */
  lambdaLR: fromOptimizer("torch", "LambdaLR", torchFunctions.LambdaLR, ["lr_lambda"]),
  /** `base * lrLambda(1) * ... * lrLambda(step)`, written down for `steps` steps. */
  multiplicativeLR: fromOptimizer("torch", "MultiplicativeLR", torchFunctions.MultiplicativeLR, [
    "lr_lambda",
  ]),
  /** One cycle up to `maxLr` and down; `groupsFromLibrary` gives its momentum. The base rate is not used. */
  oneCycleLR: fromOptimizer("torch", "OneCycleLR", torchCycles.OneCycleLR, ["max_lr"]),
  /** Triangles from `baseLr` to `maxLr`; `groupsFromLibrary` gives the momentum. The optimizer's rate is not used. */
  cyclicLR: fromOptimizer("torch", "CyclicLR", torchCycles.CyclicLR, ["base_lr", "max_lr"]),
  /** One scheduler after the other. */
  sequentialLR: fromOptimizer(
    "torch",
    "SequentialLR",
    combined.SequentialLR,
    ["schedulers", "milestones"],
    torchDefinitions,
  ),
  /** All schedulers at once. */
  chainedScheduler: fromOptimizer(
    "torch",
    "ChainedScheduler",
    combined.ChainedScheduler,
    ["schedulers"],
    torchDefinitions,
  ),
  /** `new torch.ReduceLROnPlateau(optimizer, { patience })`: lower rates when a metric has stopped improving. */
  ReduceLROnPlateau,
};
