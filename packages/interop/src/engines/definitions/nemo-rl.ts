/** NeMo-RL: a list of PyTorch's schedulers with milestones, or Megatron's scheduler where `megatron_cfg` is enabled. */
import { constant } from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import { argumentsOf, libraryCurves } from "../building/library.js";
import { isSection } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import {
  anything,
  choice,
  context,
  count,
  flag,
  number,
  optional,
  positive,
  quiet,
  rate,
  total,
  type Values,
} from "../settings/field.js";
import { STYLES, WEIGHT_DECAY_STYLES, WSD_STYLES } from "./megatron.js";
import { megatronCurves } from "./shared/megatron-curve.js";

const FIELDS = {
  peak: positive("optimizer.kwargs.lr"),
  scheduler: anything("scheduler"),
  weightDecay: context(number("optimizer.kwargs.weight_decay")),
  total: total(
    "grpo.max_num_steps",
    "sft.max_num_steps",
    "dpo.max_num_steps",
    "rm.max_num_steps",
    "distillation.max_num_steps",
  ),
  batch: quiet(positive("train_global_batch_size")),
  megatronEnabled: flag("megatron_cfg.enabled", false),
  megatronPeak: positive("megatron_cfg.optimizer.lr"),
  megatronLowest: rate("megatron_cfg.optimizer.min_lr", 0),
  megatronFirst: rate("megatron_cfg.scheduler.lr_warmup_init", 0),
  megatronStyle: choice("megatron_cfg.scheduler.lr_decay_style", STYLES, "linear"),
  megatronWarmup: optional(count("megatron_cfg.scheduler.lr_warmup_iters")),
  megatronWarmupFraction: optional(rate("megatron_cfg.scheduler.lr_warmup_fraction")),
  megatronDecay: optional(count("megatron_cfg.scheduler.lr_decay_iters")),
  megatronWsdDecay: optional(count("megatron_cfg.scheduler.lr_wsd_decay_iters")),
  megatronWsdStyle: choice("megatron_cfg.scheduler.lr_wsd_decay_style", WSD_STYLES, "exponential"),
  megatronWeightDecay: optional(number("megatron_cfg.optimizer.weight_decay")),
  megatronWeightDecayStart: optional(number("megatron_cfg.scheduler.start_weight_decay")),
  megatronWeightDecayEnd: optional(number("megatron_cfg.scheduler.end_weight_decay")),
  megatronWeightDecayStyle: choice(
    "megatron_cfg.scheduler.weight_decay_incr_style",
    WEIGHT_DECAY_STYLES,
    "constant",
  ),
};
type Fields = Values<typeof FIELDS>;

/** `torch.optim.lr_scheduler.LinearLR` is `LinearLR`. */
function readScheduler(item: unknown, report: Report): { name: string; args: Record<string, unknown> } {
  const name = isSection(item) && typeof item.name === "string" ? item.name.split(".").at(-1) : undefined;
  if (name === undefined || !isSection(item))
    return report.refuse("scheduler", "must hold schedulers with a name and kwargs");
  return { name, args: argumentsOf(isSection(item.kwargs) ? item.kwargs : {}, numberIn) };
}

function torchCurves({ scheduler, peak }: Fields, report: Report): EngineCurves {
  if (scheduler === undefined) return { lr: constant(peak) };
  const items = Array.isArray(scheduler) ? scheduler : [scheduler];
  const isMilestones = (item: unknown) => isSection(item) && Array.isArray(item.milestones);
  const schedulers = items.filter((item) => !isMilestones(item)).map((item) => readScheduler(item, report));
  const [only] = schedulers;
  if (only === undefined) return { lr: constant(peak) };
  if (schedulers.length === 1) return libraryCurves("torch", only.name, only.args, peak);
  const found: unknown = items.find(isMilestones);
  const milestones = isSection(found) ? found.milestones : report.refuse("scheduler", "must hold milestones");
  return libraryCurves("torch", "SequentialLR", { schedulers, milestones }, peak);
}

function megatron(fields: Fields, report: Report): EngineCurves {
  const end = fields.megatronDecay ?? fields.total;
  if (fields.megatronDecay === undefined) report.assume("megatron_cfg.scheduler.lr_decay_iters = the run");
  const fraction = fields.megatronWarmupFraction;
  const { megatronStyle: style } = fields;
  return megatronCurves({
    first: fields.megatronFirst,
    peak: fields.megatronPeak,
    lowest: fields.megatronLowest,
    warmup: fraction === undefined ? (fields.megatronWarmup ?? 0) : fraction * end,
    decayEnd: end,
    batch: () => fields.batch,
    style,
    ...(style === "WSD" ? { wsdDecay: fields.megatronWsdDecay, wsdStyle: fields.megatronWsdStyle } : {}),
    total: report.knownTotal,
    weightDecay: {
      constant: fields.megatronWeightDecay,
      start: fields.megatronWeightDecayStart,
      end: fields.megatronWeightDecayEnd,
      style: fields.megatronWeightDecayStyle,
    },
  });
}

export const nemoRl = defineEngine({
  name: "nemo-rl",
  title: "NeMo-RL",
  version: "NeMo-RL 7ea279abf (2026-08-22)",
  roots: ["policy", ""],
  clues: [
    ["policy.optimizer.kwargs.lr", "policy.scheduler"],
    ["policy.megatron_cfg", "policy.train_global_batch_size"],
    ["policy.train_global_batch_size", "policy.optimizer"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    if (fields.megatronEnabled) return megatron(fields, report);
    const { weightDecay } = fields;
    const curves = torchCurves(fields, report);
    return {
      ...curves,
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, peak: fields.peak },
    };
  },
});
