/** axolotl: transformers' schedules under `lr_scheduler`, and some of its own. The warm-up is i/W, that of `rex` (i+1)/W. */
import type { ScheduleDraft } from "@anneal/core";
import {
  constant,
  cosineDecay,
  countedFrom,
  parts,
  product,
  raised,
  ramp,
  scaled,
  warmUpThen,
} from "../building/curves.js";
import { defineEngine, type EngineCurves, type GroupCurve, type Report } from "../building/engine.js";
import { argumentsOf, libraryCurves } from "../building/library.js";
import { isSection } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import {
  anything,
  context,
  count,
  countOrFlag,
  flag,
  number,
  optional,
  positive,
  rate,
  section,
  text,
  total,
  type Values,
} from "../settings/field.js";
import { schedulerName, trainerSchedule } from "./shared/trainer.js";

const FIELDS = {
  peak: positive("learning_rate"),
  scheduler: text("lr_scheduler", "cosine"),
  kwargs: optional(section("lr_scheduler_kwargs")),
  warmupSteps: optional(rate("warmup_steps")),
  warmupRatio: optional(rate("warmup_ratio")),
  minRatio: optional(rate("cosine_min_lr_ratio")),
  constantRatio: optional(rate("cosine_constant_lr_ratio")),
  quadratic: flag("lr_quadratic_warmup", false),
  total: total("max_steps"),
  epochs: context(number("num_epochs")),
  weightDecay: context(rate("weight_decay")),
  restartSteps: optional(count("jagged_restart_steps")),
  restartWarmup: countOrFlag("jagged_restart_warmup_steps", 10),
  restartAnneal: countOrFlag("jagged_restart_anneal_steps", 1),
  embeddingRate: optional(rate("embedding_lr")),
  embeddingScale: optional(rate("embedding_lr_scale")),
  loraPlusRatio: optional(rate("loraplus_lr_ratio")),
  groups: anything("lr_groups"),
};
type Fields = Values<typeof FIELDS>;

/** A ratio is rounded down, where transformers rounds it up; a warm-up of one update becomes two. */
function warmupOf({ warmupSteps, warmupRatio, total }: Fields, report: Report): number {
  if (warmupSteps !== undefined && warmupRatio !== undefined)
    report.refuse("warmupRatio", "must not be given together with warmup_steps");
  const stated = warmupSteps ?? (warmupRatio === undefined ? undefined : Math.trunc(warmupRatio * total));
  if (stated === undefined) report.assume("warmup_steps = min(3 % of the run, 100)");
  const steps = stated ?? Math.min(Math.trunc(0.03 * total), 100);
  return steps === 1 ? 2 : steps > 0 && steps < 1 ? Math.ceil(total * steps) : Math.trunc(steps);
}

/** `min + (1 - min) * z / (0.1 + 0.9 z)` with `z = 1 - u`: torch's counter starts at 1 here. */
function rex(total: number, warmup: number, lowest: number): ScheduleDraft {
  const length = total - warmup;
  if (length <= 0) return constant(lowest);
  const curve: ScheduleDraft = {
    kind: "power",
    scale: -1 / 9,
    offset: 1 + (0.9 * warmup) / length,
    slope: -0.9 / length,
    exponent: -1,
  };
  const fall = raised(lowest, scaled(1 - lowest, raised(10 / 9, curve)));
  const rise = ramp({ end: Math.max(1, warmup), from: 0, to: 1 });
  const risen = warmup > 0 ? [{ tree: rise, until: warmup }] : [];
  return countedFrom(1, parts([...risen, { tree: fall, until: total }, { tree: constant(lowest) }]));
}

/** The factor of repeated warm-ups, after the first cycle. */
function jagged({ restartSteps = 0, restartWarmup, restartAnneal, minRatio }: Fields): ScheduleDraft {
  const low = minRatio || 0.001;
  const warmup = (restartWarmup || 10) / restartSteps;
  const anneal = (restartAnneal || 1) / restartSteps;
  const body = parts([
    { tree: ramp({ end: warmup, from: low, to: 1 }), until: warmup },
    { tree: ramp({ start: 1 - anneal, end: 1, from: 1, to: low }) },
  ]);
  const cycles: ScheduleDraft = { kind: "cycles", child: body, length: restartSteps };
  return parts([{ tree: constant(1), until: restartSteps - (restartAnneal || 1) }, { tree: cycles }]);
}

function mainCurve(fields: Fields, report: Report): EngineCurves {
  const name = schedulerName(fields.scheduler);
  const { peak } = fields;
  if (name === "one_cycle") {
    const given = argumentsOf(fields.kwargs ?? {}, numberIn);
    const shape = { pct_start: warmupOf(fields, report) / fields.total, anneal_strategy: "cos" };
    return libraryCurves(
      "torch",
      "OneCycleLR",
      { max_lr: peak, total_steps: fields.total, ...shape, ...given },
      peak,
    );
  }
  if (name === "rex") {
    const lowest = fields.minRatio ?? 0;
    return { lr: scaled(peak, rex(fields.total, warmupOf(fields, report), lowest)) };
  }
  if (name === "cosine" && fields.quadratic) {
    const warmup = warmupOf(fields, report);
    const rise = ramp({ end: Math.max(1, warmup), from: 0, to: 1 });
    const fall = cosineDecay({
      start: warmup,
      end: Math.max(fields.total, warmup + 1),
      from: 1,
      to: 0,
      rebounds: true,
    });
    return { lr: scaled(peak, parts([{ tree: product([rise, rise]), until: warmup }, { tree: fall }])) };
  }
  // 0 counts as absent.
  const lowest = name === "cosine" ? fields.minRatio : undefined;
  if (lowest) {
    const warmup = warmupOf(fields, report);
    const held = fields.constantRatio;
    const end = held ? Math.trunc(fields.total * held) : fields.total;
    const fall = cosineDecay({
      start: warmup,
      end: Math.max(end, warmup + 1),
      from: 1,
      to: lowest,
      rebounds: !held,
    });
    return { lr: scaled(peak, warmUpThen({ steps: warmup, to: 1 }, fall)), facts: { decayEnd: end } };
  }
  return trainerSchedule(name, name === "constant" ? undefined : warmupOf(fields, report), fields, report);
}

/**
 * The scheduler of the restarts wraps another, whose first count it takes for a resumed one: both are one ahead. `rex` is
 * ahead of the update already, and its curve here includes that.
 */
function restartedCurve(fields: Fields, lr: ScheduleDraft): ScheduleDraft {
  const isAhead = schedulerName(fields.scheduler) === "rex";
  return countedFrom(1, product([lr, countedFrom(isAhead ? 1 : 0, jagged(fields))]));
}

/** Every group uses the factor of the main group. */
function otherGroups(fields: Fields, lr: ScheduleDraft): GroupCurve[] {
  const { peak, embeddingRate, embeddingScale, loraPlusRatio, groups } = fields;
  const at = (name: string, rate: number) => ({ name, lr: scaled(rate / peak, lr) });
  const embedding = embeddingRate ?? (embeddingScale === undefined ? undefined : embeddingScale * peak);
  const listed = Array.isArray(groups) ? groups.filter(isSection) : [];
  return [
    ...(embedding === undefined ? [] : [at("embedding", embedding)]),
    ...(loraPlusRatio === undefined ? [] : [at("lora-b", loraPlusRatio * peak)]),
    ...listed.flatMap(({ name, lr: rate }) => {
      const own = typeof rate === "string" ? numberIn(rate) : rate;
      return typeof own === "number" ? [at(String(name), own)] : [];
    }),
  ];
}

export const axolotl = defineEngine({
  name: "axolotl",
  title: "axolotl",
  version: "axolotl 067b021c8 (2026-07-24)",
  clues: [
    ["base_model", "micro_batch_size", "learning_rate"],
    ["base_model", "datasets", "learning_rate", "sequence_len"],
    ["base_model", "lr_scheduler", "learning_rate"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { lr, ...others } = mainCurve(fields, report);
    const restarted = fields.restartSteps ? restartedCurve(fields, lr) : lr;
    const { weightDecay } = fields;
    return {
      ...others,
      lr: restarted,
      groups: otherGroups(fields, restarted),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, peak: fields.peak, ...others.facts },
    };
  },
});
