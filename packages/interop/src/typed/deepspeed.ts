/** `deepspeed.runtime.lr_schedules`, typed. The second argument is the rate in the optimizer. */
import { deepspeedDefinitions } from "../deepspeed/definitions.js";
import { fromOptimizer } from "./typed.js";

export const deepspeed = {
  /** A warm-up, then a constant rate. */
  warmupLR: fromOptimizer("deepspeed", "WarmupLR", deepspeedDefinitions.WarmupLR),
  /** A warm-up, then a line to `warmupMinLr`. */
  warmupDecayLR: fromOptimizer("deepspeed", "WarmupDecayLR", deepspeedDefinitions.WarmupDecayLR, [
    "total_num_steps",
  ]),
  /** A warm-up, then a cosine, both as shares of the base rate. */
  warmupCosineLR: fromOptimizer("deepspeed", "WarmupCosineLR", deepspeedDefinitions.WarmupCosineLR, [
    "total_num_steps",
  ]),
  /** A line or stairs upwards, without an end. */
  lRRangeTest: fromOptimizer("deepspeed", "LRRangeTest", deepspeedDefinitions.LRRangeTest),
  /** One triangle and a decay after it; `groupsFromLibrary` gives its momentum. */
  oneCycle: fromOptimizer("deepspeed", "OneCycle", deepspeedDefinitions.OneCycle, [
    "cycle_min_lr",
    "cycle_max_lr",
  ]),
};
