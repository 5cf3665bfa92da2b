/** `get_lr` of nanoGPT's `train.py`, by the names of its configuration. */
import { InvalidArgumentError } from "@anneal/core";
import { define } from "../lowering/definition.js";
import { COSINE, constant, parts, ramp } from "../lowering/trees.js";

export const nanogptDefinitions = {
  // The first update has 1 / (warmup_iters + 1) of the peak; the cosine starts at the peak, at warmup_iters.
  get_lr: define(["learning_rate", "warmup_iters", "lr_decay_iters", "min_lr", "decay_lr"], (args) => {
    const peak = args.finite("learning_rate", 6e-4);
    if (!args.flag("decay_lr", true)) return constant(peak);
    const warmup = args.atLeast("warmup_iters", 0, 2000);
    const end = args.finite("lr_decay_iters", 600_000);
    if (end <= warmup) {
      throw new InvalidArgumentError("lr_decay_iters", end, `more than warmup_iters, which is ${warmup}`);
    }
    const rise = ramp({ start: -1, end: warmup, from: 0, to: peak, extend: "before" });
    const fall = ramp({ start: warmup, end, from: peak, to: args.finite("min_lr", 6e-5), shape: COSINE });
    return parts([{ tree: rise, until: warmup }, { tree: fall }]);
  }),
};
