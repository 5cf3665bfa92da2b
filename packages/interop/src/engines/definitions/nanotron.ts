/** nanotron: `optimizer.learning_rate_scheduler`. The warm-up is i/W as long as i <= W. */
import {
  COSINE,
  constant,
  decay,
  LINEAR,
  ONE_MINUS_SQRT,
  type Part,
  parts,
  ramp,
} from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, optional, positive, rate, total } from "../settings/field.js";

const SHAPES = { linear: LINEAR, cosine: COSINE, "1-sqrt": ONE_MINUS_SQRT };

export const nanotron = defineEngine({
  name: "nanotron",
  title: "nanotron",
  version: "nanotron 2411b022 (2026-04-07)",
  roots: ["optimizer.learning_rate_scheduler", ""],
  clues: [
    ["optimizer.learning_rate_scheduler"],
    ["optimizer.learning_rate_scheduler.learning_rate", "tokens"],
  ],
  fields: {
    peak: positive("learning_rate"),
    warmup: count("lr_warmup_steps", 0),
    warmupStyle: choice("lr_warmup_style", ["linear", "constant"]),
    style: choice("lr_decay_style", ["linear", "cosine", "1-sqrt"], "linear"),
    decaySteps: optional(count("lr_decay_steps")),
    start: optional(count("lr_decay_starting_step")),
    lowest: optional(rate("min_decay_lr")),
    total: total("tokens.train_steps"),
    weightDecay: context(rate("optimizer.weight_decay")),
  },
  curves(fields, report) {
    const { peak, warmup, start: starting, decaySteps, weightDecay } = fields;
    if (fields.lowest === undefined) report.assume("min_decay_lr = learning_rate: the rate does not decay");
    if (decaySteps === undefined)
      report.assume("lr_decay_steps = train_steps - lr_warmup_steps - lr_decay_starting_step");
    const lowest = fields.lowest ?? peak;
    const length = decaySteps ?? fields.total - warmup - (starting ?? 0);
    const start = starting ?? warmup;
    const end = start + length;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (warmup === 0 && length === 0) return { lr: constant(peak), ...decayed };
    // With no warm-up the first update still counts as a part of it, at rate 0.
    const rise: Part =
      fields.warmupStyle === "constant"
        ? { tree: constant(peak), until: warmup }
        : { tree: ramp({ end: Math.max(1, warmup), from: 0, to: peak }), until: warmup };
    const fall = decay({ start, end, from: peak, to: lowest, shape: SHAPES[fields.style] });
    const rest = parts([
      { tree: constant(peak), until: start },
      { tree: fall, until: end },
      { tree: constant(lowest) },
    ]);
    return {
      lr: parts([rise, { tree: rest }], { side: "left" }),
      ...decayed,
      facts: { total: report.knownTotal, warmup, decayEnd: end, peak, floor: lowest },
    };
  },
});
