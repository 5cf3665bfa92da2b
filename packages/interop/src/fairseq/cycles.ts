/** fairseq's schedulers in cycles. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { define } from "../lowering/definition.js";
import { COSINE, lastStepOfShrinking, ramp, triangle } from "../lowering/trees.js";
import { onlyRate, rateAbove, warmUp } from "./shared.js";

export const fairseqCycles = {
  // Both ends of a cycle shrink, including the lowest rate.
  cosine: define(
    [
      "warmup_updates",
      "warmup_init_lr",
      "lr",
      "min_lr",
      "t_mult",
      "lr_period_updates",
      "lr_shrink",
      "max_update",
    ],
    (args, group) => {
      const lowest = args.finite("min_lr", 0);
      const peak = rateAbove(args, lowest);
      const warmup = args.atLeast("warmup_updates", 0, 0);
      const given = args.finite("lr_period_updates", -1);
      const length = given > 0 ? given : args.positive("max_update") - warmup;
      if (length <= 0) {
        throw new InvalidArgumentError(
          "max_update",
          args.get("max_update"),
          `more than the ${warmup} updates of the warm-up`,
        );
      }
      const multiplier = args.positive("t_mult", 1);
      const cycles: ScheduleDraft = {
        kind: "cycles",
        child: ramp({ end: 1, from: peak, to: lowest, shape: COSINE }),
        length,
        multiplier,
        decay: args.atLeast("lr_shrink", 0, 0.1),
        afterwards: lowest,
      };
      const lr = warmUp(args, { updates: 0, from: lowest }, peak, cycles);
      if (multiplier >= 1 || group.avoidQuirks) return lr;
      return { lr, lastStep: warmup + lastStepOfShrinking(length, multiplier) };
    },
  ),

  triangular: define(["max_lr", "lr_period_updates", "lr_shrink", "shrink_min", "lr"], (args) => {
    const low = onlyRate(args);
    const peak = args.finite("max_lr");
    if (peak <= low) throw new InvalidArgumentError("max_lr", peak, `above lr, which is ${low}`);
    const half = Math.floor(args.atLeast("lr_period_updates", 2, 5000) / 2);
    const shrink = args.atLeast("lr_shrink", 0, 0.1);
    if (args.flag("shrink_min", false)) {
      return { kind: "cycles", child: triangle(0.5, low, peak), length: 2 * half, decay: shrink };
    }
    return { kind: "cycles", child: triangle(0.5), length: 2 * half, peak, floor: low, decay: shrink };
  }),
};
