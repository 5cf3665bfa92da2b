/** `timm.scheduler`, typed. The second argument is the rate in the optimizer. */
import { timmDefinitions } from "../timm/definitions.js";
import { fromOptimizer } from "./typed.js";

export const timm = {
  /** Cosines from the base rate to `lrMin`. */
  cosineLRScheduler: fromOptimizer("timm", "CosineLRScheduler", timmDefinitions.CosineLRScheduler, [
    "t_initial",
  ]),
  /** Powers of the share that is left, from the base rate to `lrMin`. */
  polyLRScheduler: fromOptimizer("timm", "PolyLRScheduler", timmDefinitions.PolyLRScheduler, ["t_initial"]),
  /** A hyperbolic tangent from the base rate to `lrMin`. */
  tanhLRScheduler: fromOptimizer("timm", "TanhLRScheduler", timmDefinitions.TanhLRScheduler, ["t_initial"]),
  /** `base * decayRate ^ floor(t / decayT)` */
  stepLRScheduler: fromOptimizer("timm", "StepLRScheduler", timmDefinitions.StepLRScheduler, ["decay_t"]),
  /** `base * decayRate ^ (milestones passed)`, each passed one step early. */
  multiStepLRScheduler: fromOptimizer("timm", "MultiStepLRScheduler", timmDefinitions.MultiStepLRScheduler, [
    "decay_t",
  ]),
};
