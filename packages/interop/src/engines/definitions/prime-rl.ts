/** prime-rl: `[scheduler] type` in TOML, built from PyTorch's LinearLR and CosineAnnealingLR. The warm-up starts at min_lr. */
import { constant, cosineDecay, parts, ramp, scaled } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, count, positive, rate, total } from "../settings/field.js";

/** Where the warm-up starts without a lowest rate: LinearLR does not take 0. */
const ALMOST_ZERO = 1e-8;

export const primeRl = defineEngine({
  name: "prime-rl",
  title: "prime-rl",
  version: "prime-rl 559b44772 (2026-08-21)",
  roots: ["trainer", ""],
  clues: [
    ["scheduler.type=constant|linear|cosine", "format:toml"],
    ["trainer.scheduler.type", "format:toml"],
    ["optim.lr", "max_steps", "format:toml"],
    ["optim.lr", "scheduler.type=constant|linear|cosine", "format:toml"],
    ["trainer.optim.lr", "format:toml"],
  ],
  fields: {
    peak: positive("optim.lr", 1e-6),
    type: choice("scheduler.type", ["constant", "linear", "cosine"], "constant"),
    warmup: count("scheduler.warmup_steps", 10),
    decay: count("scheduler.decay_steps", 10),
    lowest: rate("scheduler.min_lr", 0),
    total: total("max_steps"),
    weightDecay: context(rate("optim.weight_decay")),
  },
  curves(fields, report) {
    const { peak, type, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (type === "constant") return { lr: constant(peak), ...decayed };
    const { warmup, lowest } = fields;
    const low = lowest > 0 ? lowest / peak : ALMOST_ZERO;
    const risen = warmup > 0 ? [{ tree: ramp({ end: warmup, from: low, to: 1 }), until: warmup }] : [];
    const facts = { warmup, peak, floor: lowest };
    if (type === "cosine") {
      const run = fields.total;
      const fall = cosineDecay({
        start: warmup,
        end: Math.max(run, warmup + 1),
        from: 1,
        to: lowest / peak,
        rebounds: true,
      });
      return {
        lr: scaled(peak, parts([...risen, { tree: fall }])),
        ...decayed,
        facts: { ...facts, total: run },
      };
    }
    const { decay } = fields;
    if (decay === 0) return { lr: scaled(peak, parts([...risen, { tree: constant(1) }])), ...decayed, facts };
    const run = fields.total;
    const start = run - decay;
    if (start < warmup) report.refuse("decay", `and warmup_steps must not be longer than the run, ${run}`);
    // The lowest rate is reached at the last update.
    const fall = decay > 1 ? ramp({ start, end: run - 1, from: 1, to: low }) : constant(1);
    return {
      lr: scaled(peak, parts([...risen, { tree: fall }])),
      ...decayed,
      facts: { ...facts, total: run },
    };
  },
});
