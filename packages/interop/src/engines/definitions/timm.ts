/** timm's `train.py`: flags or the YAML of its arguments. Steps are epochs, w0 + e (P - w0)/W, unless it counts updates. */
import type { ScheduleDraft } from "@anneal/core";
import { constant, parts } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import {
  choice,
  context,
  count,
  flag,
  numbers,
  optional,
  positive,
  quiet,
  rate,
  text,
  total,
  type Values,
} from "../settings/field.js";

const FIELDS = {
  sched: choice("sched", ["cosine", "tanh", "step", "multistep", "plateau", "poly"], "cosine"),
  peak: optional(positive("lr")),
  baseRate: positive("lr_base", 0.1),
  baseSize: positive("lr_base_size", 256),
  baseScale: text("lr_base_scale", ""),
  batch: quiet(positive(["batch_size", "b"], 128)),
  accumulation: quiet(count("grad_accum_steps", 1)),
  worldSize: quiet(count("world_size", 1)),
  optimizer: quiet(text("opt", "sgd")),
  warmupRate: rate("warmup_lr", 1e-5),
  lowest: rate("min_lr", 0),
  total: total("epochs"),
  warmup: rate("warmup_epochs", 5),
  prefix: flag("warmup_prefix", false),
  cooldown: count("cooldown_epochs", 0),
  decayEpochs: positive("decay_epochs", 90),
  milestones: numbers("decay_milestones", [90, 180, 270]),
  decayRate: positive("decay_rate", 0.1),
  cycleMultiplier: positive("lr_cycle_mul", 1),
  cycleDecay: rate("lr_cycle_decay", 0.5),
  cycleLimit: count("lr_cycle_limit", 1),
  exponent: positive("lr_k_decay", 1),
  noise: optional(numbers("lr_noise")),
  onUpdates: flag("sched_on_updates", false),
  updatesPerEpoch: context(positive("updates_per_epoch")),
  weightDecay: context(rate("weight_decay")),
};
type Fields = Values<typeof FIELDS>;
const EPOCHS = 300;

/** `--lr`, or `--lr-base` scaled with the batch. */
function peakOf(fields: Fields, report: Report): number {
  if (fields.peak !== undefined) return fields.peak;
  if (!report.states("worldSize"))
    report.assume("world_size = 1: give the number of processes with --set world_size=<count>");
  const ratio = (fields.batch * fields.accumulation * fields.worldSize) / fields.baseSize;
  const name = fields.optimizer.toLowerCase();
  const scale = fields.baseScale || (/ada|lamb/.test(name) ? "sqrt" : "linear");
  return fields.baseRate * (scale === "sqrt" ? Math.sqrt(ratio) : ratio);
}

/** The schedule, with lengths in units of `unit` per epoch. */
function curveOf(fields: Fields, epochs: number, peak: number, unit: number, report: Report): ScheduleDraft {
  const { sched } = fields;
  const warmup = {
    warmup_t: fields.warmup * unit,
    warmup_lr_init: fields.warmupRate,
    warmup_prefix: fields.prefix,
  };
  const cycles = () => ({
    t_initial: epochs * unit,
    lr_min: fields.lowest,
    cycle_mul: fields.cycleMultiplier,
    cycle_decay: fields.cycleDecay,
    cycle_limit: fields.cycleLimit,
  });
  const lower = (name: string, args: object) => libraryCurves("timm", name, { ...args, ...warmup }, peak).lr;
  switch (sched) {
    case "cosine":
      return lower("CosineLRScheduler", { ...cycles(), k_decay: fields.exponent });
    case "tanh":
      return startedAt(peak, fields, lower("TanhLRScheduler", cycles()));
    case "poly":
      return lower("PolyLRScheduler", { ...cycles(), k_decay: fields.exponent, power: fields.decayRate });
    case "step":
      return lower("StepLRScheduler", { decay_t: fields.decayEpochs * unit, decay_rate: fields.decayRate });
    case "multistep": {
      // Each drop comes one step before its milestone, and a step is an epoch unless updates are counted.
      const steps = fields.onUpdates ? 0 : unit - 1;
      const milestones = fields.milestones.map((milestone) => milestone * unit - steps);
      return lower("MultiStepLRScheduler", { decay_t: milestones, decay_rate: fields.decayRate });
    }
    default:
      return report.refuse("sched", "follows a metric, so it is not a schedule of the step");
  }
}

/** Without a warm-up, the first step runs at the optimizer's rate, which is above that of a tanh at 0. */
function startedAt(peak: number, { warmup }: Fields, curve: ScheduleDraft): ScheduleDraft {
  return warmup > 0 ? curve : parts([{ tree: constant(peak), until: 1 }, { tree: curve }]);
}

/** The epochs of the run: the cycles of a schedule that has them, a warm-up before them, and the cooldown. */
function runEpochs(fields: Fields, epochs: number): number {
  const prefix = fields.prefix ? fields.warmup : 0;
  if (fields.sched === "step" || fields.sched === "multistep") return epochs + prefix;
  const { cycleMultiplier, cycleLimit, cooldown } = fields;
  const cycles = Math.max(1, cycleLimit);
  const length =
    cycleMultiplier === 1
      ? epochs * cycles
      : Math.floor((epochs * (cycleMultiplier ** cycles - 1)) / (cycleMultiplier - 1));
  return length + prefix + cooldown;
}

export const timm = defineEngine({
  name: "timm",
  title: "timm",
  version: "timm aa4b5850 (2026-08-08)",
  clues: [
    ["sched", "epochs", "lr"],
    ["sched", "warmup_epochs"],
    ["warmup_epochs", "lr", "epochs", "opt"],
    ["sched", "epochs", "warmup_lr"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { updatesPerEpoch, noise, weightDecay, onUpdates } = fields;
    if (noise !== undefined)
      report.refuse("noise", "draws from PyTorch's random generator, so it can't be imported");
    const peak = peakOf(fields, report);
    const known = report.knownTotal;
    if (known === undefined) report.assume(`epochs = ${EPOCHS}`);
    const epochs = known ?? EPOCHS;
    if (fields.cooldown > 0) report.note(`${fields.cooldown} more epochs at the lowest rate follow`);
    if (onUpdates && updatesPerEpoch === undefined) report.ask("updates_per_epoch");
    const unit = updatesPerEpoch ?? 1;
    if (updatesPerEpoch === undefined)
      report.note(
        "the steps of this schedule are epochs, as the engine's are; give updates_per_epoch for updates",
      );
    const curve = curveOf(fields, epochs, peak, unit, report);
    const isStaircase = !onUpdates && updatesPerEpoch !== undefined;
    return {
      lr: isStaircase ? { kind: "time", child: curve, quantum: unit } : curve,
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: {
        total: runEpochs(fields, epochs) * unit,
        warmup: fields.warmup * unit,
        peak,
        floor: fields.lowest,
      },
    };
  },
});
