/** nanoGPT: assignments in Python, or `--learning_rate=6e-4`. The warm-up is (i + 1)/(W + 1). */
import { constant } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { context, count, flag, positive, rate, total } from "../settings/field.js";

export const nanogpt = defineEngine({
  name: "nanogpt",
  title: "nanoGPT",
  version: "nanoGPT 3adf61e1 (2025-11-12)",
  calls: {},
  clues: [
    ["learning_rate", "max_iters"],
    ["max_iters", "lr_decay_iters"],
    ["learning_rate", "max_iters", "warmup_iters"],
    ["max_iters", "batch_size", "format:python"],
  ],
  fields: {
    peak: positive("learning_rate", 6e-4),
    warmup: count("warmup_iters", 2000),
    end: count("lr_decay_iters", 600_000),
    lowest: rate("min_lr", 6e-5),
    decays: flag("decay_lr", true),
    total: total("max_iters"),
    weightDecay: context(rate("weight_decay")),
  },
  curves(fields, report) {
    const { peak, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (!fields.decays) return { lr: constant(peak), ...decayed };
    const { warmup, end, lowest } = fields;
    const args = { learning_rate: peak, warmup_iters: warmup, lr_decay_iters: end, min_lr: lowest };
    const facts = { total: report.knownTotal, warmup, decayEnd: end, peak, floor: lowest };
    return { ...libraryCurves("nanogpt", "get_lr", args), ...decayed, facts };
  },
});
