/** `timm.scheduler`, typed. The second argument is the rate in the optimizer. */
import { timmDefinitions } from "../timm/definitions.js";
import { fromOptimizer } from "../typed-functions.js";

/** Cosines from the base rate to `lrMin`. */
export const cosineLRScheduler = /* @__PURE__ */ fromOptimizer(
  "timm",
  "CosineLRScheduler",
  timmDefinitions.CosineLRScheduler,
  ["t_initial"],
);

/** Powers of the remaining share, from the base rate to `lrMin`. */
export const polyLRScheduler = /* @__PURE__ */ fromOptimizer(
  "timm",
  "PolyLRScheduler",
  timmDefinitions.PolyLRScheduler,
  ["t_initial"],
);

/** A hyperbolic tangent from the base rate to `lrMin`. */
export const tanhLRScheduler = /* @__PURE__ */ fromOptimizer(
  "timm",
  "TanhLRScheduler",
  timmDefinitions.TanhLRScheduler,
  ["t_initial"],
);

/** `base * decayRate ^ floor(t / decayT)` */
export const stepLRScheduler = /* @__PURE__ */ fromOptimizer(
  "timm",
  "StepLRScheduler",
  timmDefinitions.StepLRScheduler,
  ["decay_t"],
);

/** `base * decayRate ^ (milestones passed)`, each passed one step early. */
export const multiStepLRScheduler = /* @__PURE__ */ fromOptimizer(
  "timm",
  "MultiStepLRScheduler",
  timmDefinitions.MultiStepLRScheduler,
  ["decay_t"],
);
