/** torchtitan's schedule, typed. The second argument is the rate in the optimizer. */
import { torchtitanDefinitions } from "../torchtitan/definitions.js";
import { fromOptimizer } from "../typed-functions.js";

/** A line up, a constant rate, and a decay over the last `decayRatio` of all steps. */
export const lrScheduler = /* @__PURE__ */ fromOptimizer(
  "torchtitan",
  "lr_scheduler",
  torchtitanDefinitions.lr_scheduler,
  ["total_steps"],
);
