/** llm.c: flags of one letter. The warm-up is (i + 1)/W; `-q` is a share of the rate. */
import { COSINE, constant, countedFrom, decay, ONE_MINUS_SQRT, parts, ramp } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, positive, rate, total } from "../settings/field.js";

export const llmC = defineEngine({
  name: "llm.c",
  title: "llm.c",
  version: "llm.c f1e2ace (2025-05-10)",
  clues: [
    ["l", "u", "q", "format:flags"],
    ["l", "d", "t", "b", "format:flags"],
    ["l", "x", "k", "format:flags"],
  ],
  fields: {
    peak: positive("l", 3e-4),
    warmup: count("u", 0),
    lowest: rate("q", 1),
    scheduler: choice("k", ["cosine", "linear", "constant", "wsd"], "cosine"),
    total: total("x"),
    weightDecay: context(rate("c")),
  },
  curves(fields, report) {
    const { peak, warmup, scheduler, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (scheduler === "constant") return { lr: constant(peak), ...decayed };
    const end = fields.total;
    const low = peak * fields.lowest;
    const body = () => {
      if (scheduler !== "wsd") {
        return decay({
          start: warmup,
          end,
          from: peak,
          to: low,
          ...(scheduler === "cosine" ? { shape: COSINE } : {}),
        });
      }
      // The last fifth.
      const start = Math.trunc(Math.fround(0.8) * end);
      const fall = decay({ start, end, from: peak, to: low, shape: ONE_MINUS_SQRT });
      return parts([{ tree: constant(peak), until: start }, { tree: fall }]);
    };
    const rise = countedFrom(1, ramp({ end: warmup, from: 0, to: peak }));
    return {
      lr: warmup > 0 ? parts([{ tree: rise, until: warmup }, { tree: body() }]) : body(),
      ...decayed,
      facts: { total: report.knownTotal, warmup, decayEnd: end, peak, floor: low },
    };
  },
});
