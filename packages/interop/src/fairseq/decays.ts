/** fairseq's schedulers with a warm-up and one decay. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import { type Arguments, define } from "../lowering/definition.js";
import { constant, parts, polynomialShape, powerOfTime, ramp, scaled } from "../lowering/trees.js";
import { onlyRate, rateAbove, rateList, warmUp } from "./shared.js";

type TriStage = Arguments<"warmup_steps" | "hold_steps" | "decay_steps" | "phase_ratio" | "max_update">;

/** The lengths of the three stages, as numbers or as shares of all updates. */
function stages(args: TriStage): readonly [number, number, number] {
  if (!args.has("phase_ratio")) {
    return [
      args.atLeast("warmup_steps", 0, 0),
      args.atLeast("hold_steps", 0, 0),
      args.atLeast("decay_steps", 0, 0),
    ];
  }
  const [first = 0, second = 0, third = 0, ...more] = args.read("phase_ratio", numberList);
  const ratios = [first, second, third];
  // In float64, as the library adds them: (0.3, 0.6, 0.1) is not 1.
  if (first + second + third !== 1 || more.length > 0) {
    throw new InvalidArgumentError(
      "phase_ratio",
      args.get("phase_ratio"),
      "three shares that add up to 1 in float64",
    );
  }
  const all = args.positive("max_update");
  const [warmup, hold, decay] = ratios.map((ratio) => Math.trunc(all * ratio));
  return [warmup ?? 0, hold ?? 0, decay ?? 0];
}

export const fairseqDecays = {
  inverse_sqrt: define(["warmup_updates", "warmup_init_lr", "lr"], (args) => {
    const peak = onlyRate(args);
    const updates = args.positive("warmup_updates", 4000);
    const decay = { kind: "power", scale: peak, offset: 1, slope: 1 / updates, exponent: -0.5 } as const;
    return warmUp(args, { updates: 4000, from: 0 }, peak, decay);
  }),

  tri_stage: define(
    [
      "warmup_steps",
      "hold_steps",
      "decay_steps",
      "phase_ratio",
      "init_lr_scale",
      "final_lr_scale",
      "max_update",
      "lr",
    ],
    (args) => {
      const peak = onlyRate(args);
      const [warmup, hold, decay] = stages(args);
      if (decay <= 0)
        throw new InvalidArgumentError("decay_steps", decay, "above 0, because it is a divisor");
      const final = args.positive("final_lr_scale", 0.01);
      const rise = ramp({ end: warmup, from: peak * args.finite("init_lr_scale", 0.01), to: peak });
      const start = warmup + hold;
      return parts([
        { tree: rise, until: warmup },
        { tree: constant(peak), until: start },
        {
          tree: scaled(peak, {
            kind: "ramp",
            start,
            end: start + decay,
            from: 1,
            to: final,
            interpolation: "geometric",
          }),
        },
      ]);
    },
  ),

  polynomial_decay: define(
    ["warmup_updates", "force_anneal", "end_learning_rate", "power", "total_num_update", "lr"],
    (args) => {
      const [peak] = rateList(args) as [number];
      const total = args.positive("total_num_update");
      const warmup = args.atLeast("warmup_updates", 0, 0);
      const to = args.finite("end_learning_rate", 0);
      const shape = polynomialShape(args.positive("power", 1));
      const rise = ramp({ end: warmup, from: 0, to: peak, extend: "before" });
      // If the warm-up is not over by then, the decay ends with it.
      const fall =
        total <= warmup ? constant(to) : ramp({ start: warmup, end: total, from: peak, to, shape });
      const isCut = warmup > 0 ? [{ tree: rise, until: warmup }] : [];
      return parts([...isCut, { tree: fall }], { side: "left" });
    },
  ),

  step: define(
    ["warmup_updates", "warmup_init_lr", "lr", "min_lr", "lr_deacy_period", "lr_decay"],
    (args) => {
      const lowest = args.atLeast("min_lr", 0, 0);
      const peak = rateAbove(args, lowest);
      const factor = args.finite("lr_decay", 0.5);
      if (factor > 1) throw new InvalidArgumentError("lr_decay", factor, "at most 1");
      const stairs = powerOfTime("lr_decay", factor, args.positive("lr_deacy_period", 25_000), true);
      const decay = { kind: "clamp", child: scaled(peak, stairs), minimum: lowest } as const;
      return warmUp(args, { updates: 0, from: lowest }, peak, decay);
    },
  ),
};
