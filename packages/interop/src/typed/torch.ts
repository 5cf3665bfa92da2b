/**
 * `torch.optim.lr_scheduler` and `torch.optim.swa_utils`, typed: functions, whose second argument is the rate in the
 * optimizer, and classes over an optimizer under PyTorch's own names.
 */

import { ReduceLROnPlateau } from "../metrics/reduce-lr-on-plateau.js";
import { torchCombined } from "../torch/combined.js";
import { torchCycles } from "../torch/cycles.js";
import { torchDecays } from "../torch/decays.js";
import { torchDefinitions } from "../torch/definitions.js";
import { torchFunctions } from "../torch/functions.js";
import { fromOptimizer } from "../typed-functions.js";

const combined = /* @__PURE__ */ torchCombined(() => torchDefinitions);

export {
  ChainedScheduler,
  ConstantLR,
  CosineAnnealingLR,
  CosineAnnealingWarmRestarts,
  CyclicLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  MultiplicativeLR,
  MultiStepLR,
  OneCycleLR,
  PolynomialLR,
  SequentialLR,
  StepLR,
  SWALR,
} from "../schedulers/torch-classes.js";

/** `base * gamma ^ floor(step / stepSize)` */
export const stepLR = /* @__PURE__ */ fromOptimizer("torch", "StepLR", torchDecays.StepLR, ["step_size"]);

/** `base * gamma ^ (milestones passed)` */
export const multiStepLR = /* @__PURE__ */ fromOptimizer("torch", "MultiStepLR", torchDecays.MultiStepLR, [
  "milestones",
]);

/** `base * factor` for `totalIters` steps, then `base`. */
export const constantLR = /* @__PURE__ */ fromOptimizer("torch", "ConstantLR", torchDecays.ConstantLR);

/** A line from `base * startFactor` to `base * endFactor`. */
export const linearLR = /* @__PURE__ */ fromOptimizer("torch", "LinearLR", torchDecays.LinearLR);

/** `base * gamma ^ step` */
export const exponentialLR = /* @__PURE__ */ fromOptimizer(
  "torch",
  "ExponentialLR",
  torchDecays.ExponentialLR,
  ["gamma"],
);

/** `base * (1 - step / totalIters) ^ power` */
export const polynomialLR = /* @__PURE__ */ fromOptimizer("torch", "PolynomialLR", torchDecays.PolynomialLR);

/** A cosine from `base` to `etaMin` at `tMax`, which rises again afterwards. */
export const cosineAnnealingLR = /* @__PURE__ */ fromOptimizer(
  "torch",
  "CosineAnnealingLR",
  torchDecays.CosineAnnealingLR,
  ["T_max"],
);

/** Cosines from `base` to `etaMin`, each `tMult` times as long as the previous one. */
export const cosineAnnealingWarmRestarts = /* @__PURE__ */ fromOptimizer(
  "torch",
  "CosineAnnealingWarmRestarts",
  torchDecays.CosineAnnealingWarmRestarts,
  ["T_0"],
);

/** From `base` to `swaLr` in `annealEpochs` steps. */
export const swalr = /* @__PURE__ */ fromOptimizer("torch", "SWALR", torchDecays.SWALR, ["swa_lr"]);

/** `base * lrLambda(step)`, tabulated for `steps` steps. */
export const lambdaLR = /* @__PURE__ */ fromOptimizer("torch", "LambdaLR", torchFunctions.LambdaLR, [
  "lr_lambda",
]);

/** `base * lrLambda(1) * ... * lrLambda(step)`, tabulated for `steps` steps. */
export const multiplicativeLR = /* @__PURE__ */ fromOptimizer(
  "torch",
  "MultiplicativeLR",
  torchFunctions.MultiplicativeLR,
  ["lr_lambda"],
);

/** One cycle up to `maxLr` and down; `groupsFromLibrary` returns its momentum. The base rate is not used. */
export const oneCycleLR = /* @__PURE__ */ fromOptimizer("torch", "OneCycleLR", torchCycles.OneCycleLR, [
  "max_lr",
]);

/** Triangles from `baseLr` to `maxLr`; `groupsFromLibrary` returns the momentum. The optimizer's rate is not used. */
export const cyclicLR = /* @__PURE__ */ fromOptimizer("torch", "CyclicLR", torchCycles.CyclicLR, [
  "base_lr",
  "max_lr",
]);

/** One scheduler after another. */
export const sequentialLR = /* @__PURE__ */ fromOptimizer(
  "torch",
  "SequentialLR",
  combined.SequentialLR,
  ["schedulers", "milestones"],
  torchDefinitions,
);

/** All schedulers at once. */
export const chainedScheduler = /* @__PURE__ */ fromOptimizer(
  "torch",
  "ChainedScheduler",
  combined.ChainedScheduler,
  ["schedulers"],
  torchDefinitions,
);

/** `new torch.ReduceLROnPlateau(optimizer, { patience })`: lowers rates when a metric stops improving. */
export { ReduceLROnPlateau };
