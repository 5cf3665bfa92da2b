/** gpt-neox: YAML or JSON. The warm-up is max(1, i)/W as long as i <= W; W is a share of the decay and is not rounded. */
import type { ScheduleDraft } from "@anneal/core";
import { COSINE, constant, notBelow, parts, ramp } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, optional, positive, rate, total } from "../settings/field.js";

/** `exp(-0.693)`: gpt-neox's approximation of one half. */
const ALMOST_HALF = 0.5000735956957678;

export const gptNeox = defineEngine({
  name: "gpt-neox",
  title: "gpt-neox",
  version: "gpt-neox ea7aefd8 (2026-05-19)",
  clues: [
    ["optimizer.params.lr", "train_iters"],
    ["optimizer.params.lr", "lr_decay_style"],
    ["optimizer.params.lr", "train_iters", "lr_decay_iters", "warmup"],
  ],
  fields: {
    peak: positive("optimizer.params.lr"),
    lowest: rate("min_lr", 0),
    style: choice("lr_decay_style", ["constant", "linear", "cosine", "exponential"], "linear"),
    decayIterations: optional(count("lr_decay_iters")),
    decayFraction: optional(rate("lr_decay_fraction")),
    warmup: rate("warmup", 0.01),
    total: total("train_iters"),
    weightDecay: context(rate(["weight_decay", "optimizer.params.weight_decay"])),
  },
  curves(fields, report) {
    const { peak, lowest, decayIterations, decayFraction, style, weightDecay } = fields;
    if (decayIterations === undefined && decayFraction === undefined)
      report.assume("lr_decay_iters = train_iters");
    const fraction = decayFraction === undefined ? fields.total : Math.floor(fields.total * decayFraction);
    const end = Math.max(1, decayIterations ?? fraction);
    const warmup = fields.warmup * end;
    const fall = (
      to: number,
      more: Partial<Parameters<typeof ramp>[0]> & { geometric?: boolean },
    ): ScheduleDraft => {
      const { geometric, ...options } = more;
      const line = ramp({ start: warmup, end, from: peak, to, extend: "after", ...options });
      return geometric ? ({ ...line, interpolation: "geometric" as const } as ScheduleDraft) : line;
    };
    const bodies: Readonly<Record<typeof style, () => ScheduleDraft>> = {
      constant: () => constant(peak),
      linear: () => fall(0, {}),
      cosine: () => fall(lowest, { shape: COSINE }),
      exponential: () => fall(peak * ALMOST_HALF, { geometric: true }),
    };
    const body = notBelow(lowest, bodies[style]());
    // Above the peak in update 0 if the warm-up is shorter than an update.
    const line = ramp({ end: warmup, from: 0, to: peak, extend: "after" });
    const rise: ScheduleDraft = { kind: "time", child: line, minimum: 1 };
    return {
      lr: warmup > 0 ? parts([{ tree: rise, until: warmup }, { tree: body }], { side: "left" }) : body,
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: {
        total: report.knownTotal,
        warmup,
        decayEnd: style === "constant" ? undefined : end,
        peak,
        floor: lowest,
      },
    };
  },
});
