/** torchtitan's warm-up, stable phase and decay, by its configuration names. */
import { define } from "../lowering/definition.js";
import { roundHalfEven } from "../lowering/round-half-even.js";
import { constant, LINEAR, parts, ramp, type Shape, scaled } from "../lowering/trees.js";

const SHAPES: Readonly<Record<"linear" | "sqrt" | "cosine", Shape>> = {
  linear: LINEAR,
  sqrt: { kind: "power", exponent: 0.5 },
  cosine: { kind: "cosine" },
};

export const torchtitanDefinitions = {
  // Internally steps count from 1, and the stable phase is a step longer, so the last update does not have rate 0.
  lr_scheduler: define(
    ["warmup_steps", "total_steps", "decay_ratio", "decay_type", "min_lr_factor"],
    (args, group) => {
      const total = args.whole("total_steps", 1);
      const warmup = Math.min(total, args.whole("warmup_steps", 0, 200));
      const left = total - warmup;
      const decay = args.has("decay_ratio")
        ? Math.min(left, roundHalfEven(total * args.atLeast("decay_ratio", 0)))
        : left;
      const stable = total + 1 - warmup - decay;
      const shape = SHAPES[args.choice("decay_type", ["linear", "sqrt", "cosine"], "linear")];
      const start = warmup + stable - 1;
      const to = args.finite("min_lr_factor", 0);
      const rise = ramp({ start: -1, end: warmup - 1, from: 0, to: 1, extend: "before" });
      const extend = group.avoidQuirks ? {} : ({ extend: "after" } as const);
      const fall =
        decay === 0 ? constant(1) : ramp({ start, end: start + decay, from: 1, to, shape, ...extend });
      const risen = warmup > 0 ? [{ tree: rise, until: warmup }] : [];
      const tree = parts([...risen, { tree: constant(1), until: warmup + stable }, { tree: fall }]);
      const lr = scaled(group.baseLr, tree);
      // Without a decay there is nothing after the stable phase: torchtitan raises an error.
      return decay === 0 && !group.avoidQuirks ? { lr, lastStep: total } : { lr };
    },
  ),
};
