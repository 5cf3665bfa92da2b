/** torchtitan: `[lr_scheduler]` in TOML, `LRSchedulersContainer.Config` in Python, or flags. The warm-up is (i + 1)/W. */
import { constant } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { choice, context, count, optional, positive, rate, total } from "../settings/field.js";

export const torchtitan = defineEngine({
  name: "torchtitan",
  title: "torchtitan",
  version: "torchtitan b5bcd76c6 (2026-08-21)",
  calls: {
    optimizer: ["OptimizersContainer.Config", "OptimizersInBackwardContainer.Config"],
    lr_scheduler: ["LRSchedulersContainer.Config"],
    training: ["TrainingConfig", "Training.Config"],
  },
  clues: [
    ["format:toml", "optimizer.lr", "training.steps"],
    ["format:toml", "lr_scheduler.warmup_steps", "training"],
    ["call:LRSchedulersContainer.Config"],
    ["call:OptimizersContainer.Config", "format:python"],
    ["format:flags", "lr_scheduler.warmup_steps"],
    ["format:flags", "training.steps", "optimizer.lr"],
  ],
  fields: {
    peak: positive("optimizer.lr", 8e-4),
    warmup: count("lr_scheduler.warmup_steps", 200),
    decayTotal: optional(positive("lr_scheduler.total_steps")),
    ratio: optional(rate("lr_scheduler.decay_ratio")),
    type: choice("lr_scheduler.decay_type", ["linear", "sqrt", "cosine"], "linear"),
    lowest: rate(["lr_scheduler.min_lr_factor", "lr_scheduler.lr_min"], 0),
    total: total("training.steps"),
    weightDecay: context(rate("optimizer.weight_decay")),
  },
  curves(fields, report) {
    const { decayTotal, ratio, warmup, peak, lowest, weightDecay } = fields;
    const end = decayTotal ?? fields.total;
    if (ratio === undefined)
      report.assume("lr_scheduler.decay_ratio = none: the decay begins after the warm-up");
    if (ratio === 0) report.note("lr_scheduler.decay_ratio = 0: the rate never decays");
    const args = {
      total_steps: end,
      warmup_steps: warmup,
      decay_type: fields.type,
      min_lr_factor: lowest,
      ...(ratio === undefined ? {} : { decay_ratio: ratio }),
    };
    const decays = ratio === undefined ? 1 : ratio;
    if (warmup > end)
      report.find({
        code: "warm-up-cut",
        severity: "warning",
        message: `the warm-up, ${warmup} updates, is cut to the run, ${end}`,
      });
    else if (warmup + decays * end > end && ratio !== undefined) {
      report.find({
        code: "decay-cut",
        severity: "warning",
        message: "warm-up and decay are longer than the run: the decay is cut",
      });
    }
    return {
      ...libraryCurves("torchtitan", "lr_scheduler", args, peak),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup, decayEnd: end, peak, floor: lowest * peak },
    };
  },
});
