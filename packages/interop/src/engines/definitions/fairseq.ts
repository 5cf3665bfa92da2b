/** fairseq: `lr_scheduler` and `optimization` in Hydra's YAML, or flags. n = i; the warm-up is i/W. */
import { constant } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { numberIn } from "../reading/numbers.js";
import { anything, context, count, numbers, rate, text, total } from "../settings/field.js";

/** The arguments of each scheduler. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  polynomial_decay: ["warmup_updates", "force_anneal", "end_learning_rate", "power", "total_num_update"],
  tri_stage: ["warmup_steps", "hold_steps", "decay_steps", "phase_ratio", "init_lr_scale", "final_lr_scale"],
  inverse_sqrt: ["warmup_updates", "warmup_init_lr"],
  cosine: ["warmup_updates", "warmup_init_lr", "min_lr", "t_mult", "lr_period_updates", "lr_shrink"],
  fixed: ["force_anneal", "lr_shrink", "warmup_updates"],
  triangular: ["max_lr", "lr_period_updates", "lr_shrink", "shrink_min"],
  step: ["warmup_updates", "warmup_init_lr", "min_lr", "lr_deacy_period", "lr_decay"],
};
const LISTS = new Set(["phase_ratio"]);

function argumentOf(name: string, value: unknown): unknown {
  if (!LISTS.has(name)) return typeof value === "string" ? (numberIn(value) ?? value) : value;
  const items = Array.isArray(value)
    ? value
    : String(value)
        .replace(/[()[\]]/g, "")
        .split(/[,\s]+/);
  return items.map((item) => (typeof item === "string" ? numberIn(item) : item));
}

export const fairseq = defineEngine({
  name: "fairseq",
  title: "fairseq",
  version: "fairseq 3d262bb2 (2025-09-30)",
  clues: [
    ["optimization.lr", "lr_scheduler._name"],
    ["optimization.max_update", "lr_scheduler"],
    ["lr_scheduler=polynomial_decay|tri_stage|inverse_sqrt", "lr", "format:flags"],
    ["lr_scheduler", "max_update", "lr", "format:flags"],
  ],
  fields: {
    rates: numbers(["optimization.lr", "lr"]),
    name: text(["lr_scheduler._name", "lr_scheduler"], "fixed"),
    total: total("optimization.max_update", "max_update"),
    ...Object.fromEntries(
      [...new Set(Object.values(ARGUMENTS).flat())].map((name) => [
        name,
        anything([name, `lr_scheduler.${name}`]),
      ]),
    ),
    weightDecay: context(rate(["optimizer.weight_decay", "weight_decay"])),
    epochs: context(count(["optimization.max_epoch", "max_epoch"])),
  },
  curves(fields, report) {
    const { name, rates, weightDecay } = fields;
    if (name === "reduce_lr_on_plateau")
      report.refuse("name", "follows a metric, so it is no schedule of the step");
    const known = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
    if (known === undefined)
      return report.refuse("name", `must be one of ${Object.keys(ARGUMENTS).join(", ")}`);
    const held = fields as unknown as Readonly<Record<string, unknown>>;
    const args: Record<string, unknown> = {};
    for (const argument of known) {
      const value = held[argument];
      if (value !== undefined) args[argument] = argumentOf(argument, value);
    }
    if (rates.length > 1)
      report.note(`optimization.lr has a rate for each epoch; the first, ${rates[0]}, is taken`);
    if (name === "polynomial_decay" && args.total_num_update === undefined)
      args.total_num_update = fields.total;
    const needsRun =
      (name === "tri_stage" && args.phase_ratio !== undefined) ||
      (name === "cosine" && !(Number(args.lr_period_updates) > 0));
    if (needsRun) args.max_update = fields.total;
    const end = args.total_num_update;
    return {
      ...libraryCurves("fairseq", name, { ...args, lr: rates.slice(0, 1) }),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: {
        total: report.knownTotal,
        warmup: typeof args.warmup_updates === "number" ? args.warmup_updates : undefined,
        decayEnd: typeof end === "number" ? end : undefined,
        peak: rates[0],
      },
    };
  },
});
