/** Megatron-LM's `OptimizerParamScheduler`, typed. */
import { megatronDefinitions } from "../megatron/definitions.js";
import { selfContained } from "../typed-functions.js";

/** A warm-up, then one of five decays; `groupsFromLibrary` returns the weight decay. */
export const optimizerParamScheduler = /* @__PURE__ */ selfContained(
  "megatron",
  "OptimizerParamScheduler",
  megatronDefinitions.OptimizerParamScheduler,
  [
    "init_lr",
    "max_lr",
    "min_lr",
    "lr_warmup_steps",
    "lr_decay_steps",
    "lr_decay_style",
    "start_wd",
    "end_wd",
    "wd_incr_steps",
    "wd_incr_style",
  ],
);
