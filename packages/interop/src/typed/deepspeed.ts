/** `deepspeed.runtime.lr_schedules`, typed. The second argument is the rate in the optimizer. */
import { deepspeedDefinitions } from "../deepspeed/definitions.js";
import { fromOptimizer } from "../typed-functions.js";

/** A warm-up, then a constant rate. */
export const warmupLR = /* @__PURE__ */ fromOptimizer("deepspeed", "WarmupLR", deepspeedDefinitions.WarmupLR);

/** A warm-up, then a line to `warmupMinLr`. */
export const warmupDecayLR = /* @__PURE__ */ fromOptimizer(
  "deepspeed",
  "WarmupDecayLR",
  deepspeedDefinitions.WarmupDecayLR,
  ["total_num_steps"],
);

/** A warm-up, then a cosine, both as shares of the base rate. */
export const warmupCosineLR = /* @__PURE__ */ fromOptimizer(
  "deepspeed",
  "WarmupCosineLR",
  deepspeedDefinitions.WarmupCosineLR,
  ["total_num_steps"],
);

/** A line or stairs upward, without an end. */
export const lRRangeTest = /* @__PURE__ */ fromOptimizer(
  "deepspeed",
  "LRRangeTest",
  deepspeedDefinitions.LRRangeTest,
);

/** One triangle and a decay after it; `groupsFromLibrary` returns its momentum. */
export const oneCycle = /* @__PURE__ */ fromOptimizer(
  "deepspeed",
  "OneCycle",
  deepspeedDefinitions.OneCycle,
  ["cycle_min_lr", "cycle_max_lr"],
);
