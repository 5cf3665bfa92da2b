/** EasyLM: flags such as `--optimizer.adamw_optimizer.lr=3e-4`. The warm-up is i/W, and the decay's length includes it. */
import { constant, cosineDecay, inverseSquareRoot, warmUpThen } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, number, positive, rate, total } from "../settings/field.js";

export const easylm = defineEngine({
  name: "easylm",
  title: "EasyLM",
  version: "EasyLM fe5b2c3 (2024-08-12)",
  roots: ["optimizer", ""],
  clues: [["optimizer.adamw_optimizer"], ["optimizer.palm_optimizer"]],
  fields: {
    type: choice("type", ["adamw", "palm"], "adamw"),
    first: rate("adamw_optimizer.init_lr", 0),
    peak: positive("adamw_optimizer.lr", 0.01),
    last: rate("adamw_optimizer.end_lr", 0.001),
    warmup: count("adamw_optimizer.lr_warmup_steps", 2000),
    end: count("adamw_optimizer.lr_decay_steps", 500_000),
    weightDecay: context(rate("adamw_optimizer.weight_decay")),
    palmRate: positive("palm_optimizer.lr", 0.01),
    palmWarmup: count("palm_optimizer.lr_warmup_steps", 10_000),
    accumulation: context(number("accumulate_gradient_steps")),
    total: total("total_steps"),
  },
  curves(fields, report) {
    if (fields.accumulation !== undefined && fields.accumulation > 1) {
      report.note("optimizer.accumulate_gradient_steps: the schedule counts updates, after the accumulation");
    }
    if (fields.type === "palm") {
      const warmup = Math.max(1, fields.palmWarmup);
      const held = constant(fields.palmRate / 0.01 / Math.sqrt(warmup));
      const root = inverseSquareRoot(fields.palmRate / 0.01 / Math.sqrt(warmup), warmup);
      return { lr: { kind: "join", boundaries: [warmup], children: [held, root] } };
    }
    const { first, peak, last, warmup, end, weightDecay } = fields;
    return {
      lr: warmUpThen(
        { steps: warmup, from: first, to: peak },
        cosineDecay({ start: warmup, end, from: peak, to: last }),
      ),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup, decayEnd: end, peak, floor: last },
    };
  },
});
