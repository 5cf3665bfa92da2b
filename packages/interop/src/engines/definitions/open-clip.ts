/** open_clip: flags. The warm-up is (i + 1)/W; the run is (batches of an epoch // accumulation) * epochs. */
import {
  constant,
  cosineDecay,
  countedFrom,
  decay,
  parts,
  polynomialShape,
  ramp,
} from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, positive, quiet, rate, total } from "../settings/field.js";

export const openClip = defineEngine({
  name: "open_clip",
  title: "open_clip",
  version: "open_clip 89fb801 (2026-06-27)",
  clues: [
    ["lr", "warmup", "epochs", "format:flags"],
    ["train_data", "warmup", "model", "format:flags"],
    ["lr_scheduler=cosine|const|const-cooldown", "warmup", "lr", "format:flags"],
    ["train_num_samples", "lr", "warmup", "format:flags"],
  ],
  fields: {
    peak: positive("lr", 5e-4),
    warmup: count("warmup", 10_000),
    scheduler: choice("lr_scheduler", ["cosine", "const", "const-cooldown"], "cosine"),
    epochs: quiet(count("epochs", 32)),
    cooldownEpochs: count("epochs_cooldown"),
    cooldownEnd: rate("lr_cooldown_end", 0),
    cooldownPower: positive("lr_cooldown_power", 1),
    total: total(),
    weightDecay: context(rate("wd")),
  },
  curves(fields, report) {
    const { peak, warmup, scheduler, weightDecay } = fields;
    const rest = () => {
      if (scheduler === "const") return constant(peak);
      const end = fields.total;
      // The engine subtracts the counts that are not shifted: the decay starts at update W, not one before it.
      if (scheduler === "cosine") {
        return cosineDecay({
          start: warmup,
          end: Math.max(end, warmup + 1),
          from: peak,
          to: 0,
          rebounds: true,
        });
      }
      const start = end - Math.trunc((end / fields.epochs) * fields.cooldownEpochs);
      const shape = polynomialShape(fields.cooldownPower);
      const fall = decay({ start, end, from: peak, to: fields.cooldownEnd, shape });
      return parts([{ tree: constant(peak), until: start }, { tree: fall }]);
    };
    const rise = countedFrom(1, ramp({ end: warmup, from: 0, to: peak }));
    const body = rest();
    return {
      lr: warmup > 0 ? parts([{ tree: rise, until: warmup }, { tree: body }]) : body,
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup, peak },
    };
  },
});
