/** fairseq: `lr_scheduler` and `optimization` in Hydra's YAML, or flags. n = i; the warm-up is i/W. */
import { constant } from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { isSection, type Section } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import { anything, context, count, numbers, rate, section, text, total } from "../settings/field.js";

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

/** @param argument Returns the value of a scheduler argument as written. */
function curvesOf(
  name: string,
  argument: (name: string) => unknown,
  peak: number | undefined,
  run: () => number,
  report: Report,
): EngineCurves {
  if (name === "reduce_lr_on_plateau")
    report.refuse("name", "follows a metric, so it is not a schedule of the step");
  const known = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
  if (known === undefined)
    return report.refuse("name", `must be one of ${Object.keys(ARGUMENTS).join(", ")}, pass_through`);
  const args: Record<string, unknown> = {};
  for (const each of known) {
    const value = argument(each);
    if (value !== undefined && value !== null) args[each] = argumentOf(each, value);
  }
  if (name === "polynomial_decay" && args.total_num_update === undefined) args.total_num_update = run();
  if (name === "tri_stage" && args.phase_ratio !== undefined) args.max_update = run();
  // A run may end within the warm-up, before the length of the cosine matters.
  if (name === "cosine" && !(Number(args.lr_period_updates) > 0))
    args.max_update = Math.max(run(), Number(args.warmup_updates ?? 0) + 1);
  const end = args.total_num_update;
  return {
    ...libraryCurves("fairseq", name, { ...args, lr: peak === undefined ? [] : [peak] }),
    facts: {
      warmup: typeof args.warmup_updates === "number" ? args.warmup_updates : undefined,
      decayEnd: typeof end === "number" ? end : undefined,
      peak,
    },
  };
}

/** The composite optimizer: each of its groups has its own rate and scheduler. */
function composite(groups: Section, run: () => number, report: Report): EngineCurves {
  const curves = Object.entries(groups).flatMap(([name, group]) => {
    const scheduler = isSection(group) ? group.lr_scheduler : undefined;
    if (!isSection(group) || !isSection(scheduler)) return [];
    const [first] = Array.isArray(group.lr) ? group.lr : [group.lr];
    const held = group.lr_float ?? first;
    const peak = typeof held === "string" ? numberIn(held) : held;
    if (typeof peak !== "number")
      return report.refuse("groups", `must have a rate for the group ${name}: lr_float or lr`);
    const own = curvesOf(String(scheduler._name), (argument) => scheduler[argument], peak, run, report);
    return [{ name, lr: own.lr, facts: own.facts ?? {} }];
  });
  const [main, ...others] = curves;
  if (main === undefined)
    return report.refuse("groups", "must hold groups with a scheduler, which pass_through leaves them to");
  return { lr: main.lr, groups: others, facts: { ...main.facts, total: report.knownTotal } };
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
    groups: context(section("optimizer.groups")),
    weightDecay: context(rate(["optimizer.weight_decay", "weight_decay"])),
    epochs: context(count(["optimization.max_epoch", "max_epoch"])),
  },
  curves(fields, report) {
    const { name, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (name === "pass_through") {
      return { ...composite(fields.groups ?? {}, () => fields.total, report), ...decayed };
    }
    const { rates } = fields;
    if (rates.length > 1)
      report.note(`optimization.lr has a rate for each epoch; the first, ${rates[0]}, is taken`);
    const held = fields as unknown as Readonly<Record<string, unknown>>;
    const curves = curvesOf(
      name,
      (argument) => held[argument],
      rates[0],
      () => fields.total,
      report,
    );
    return { ...curves, ...decayed, facts: { ...curves.facts, total: report.knownTotal } };
  },
});
