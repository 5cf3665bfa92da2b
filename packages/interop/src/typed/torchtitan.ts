/** torchtitan's schedule, typed. The second argument is the rate in the optimizer. */
import { torchtitanDefinitions } from "../torchtitan/definitions.js";
import { fromOptimizer } from "./typed.js";

export const torchtitan = {
  /** A line up, a constant rate, and a decay over the last `decayRatio` of all steps. */
  lrScheduler: fromOptimizer("torchtitan", "lr_scheduler", torchtitanDefinitions.lr_scheduler, [
    "total_steps",
  ]),
};
