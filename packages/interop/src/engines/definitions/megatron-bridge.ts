/** Megatron-Bridge: `scheduler`, `optimizer` and `train` of Megatron's scheduler. n = i, i <= W. */
import { defineEngine } from "../building/engine.js";
import { choice, context, count, number, optional, positive, quiet, rate, total } from "../settings/field.js";
import { STYLES, WEIGHT_DECAY_STYLES, WSD_STYLES } from "./megatron.js";
import { megatronCurves } from "./shared/megatron-curve.js";
import { megatronSteps } from "./shared/megatron-lengths.js";

/** The function with which recipes make both sections. Its defaults are not those of the sections. */
const HELPER = "distributed_fused_adam_with_cosine_annealing";

interface Defaults {
  readonly peak: number | undefined;
  readonly lowestRatio: number;
  readonly style: (typeof STYLES)[number];
  readonly warmup: number | undefined;
  readonly weightDecay: number | undefined;
}
const SECTIONS: Defaults = {
  peak: undefined,
  lowestRatio: 0,
  style: "linear",
  warmup: undefined,
  weightDecay: undefined,
};
const HELPED: Defaults = { peak: 1e-4, lowestRatio: 0.1, style: "cosine", warmup: 2000, weightDecay: 0.033 };

export const megatronBridge = defineEngine({
  name: "megatron-bridge",
  title: "Megatron-Bridge",
  version: "Megatron-Bridge 067f987df (2026-08-22)",
  // Assignments to a recipe's `cfg` come after the calls that make it.
  roots: ["cfg", "config", ""],
  calls: {
    helper: [HELPER],
    scheduler: ["SchedulerConfig"],
    optimizer: ["OptimizerConfig"],
    train: ["TrainingConfig"],
  },
  clues: [
    ["train.train_iters", "optimizer.lr"],
    ["train.global_batch_size", "scheduler"],
    ["scheduler.lr_warmup_iters", "optimizer.lr", "optimizer.min_lr"],
    ["scheduler.lr_decay_style", "optimizer.lr"],
    [`call:${HELPER}`],
    ["call:SchedulerConfig", "call:OptimizerConfig"],
    ["cfg.scheduler", "cfg.optimizer"],
  ],
  fields: {
    peak: optional(positive(["optimizer.lr", "helper.max_lr"])),
    lowest: optional(rate(["optimizer.min_lr", "helper.min_lr"])),
    first: rate("scheduler.lr_warmup_init", 0),
    style: optional(choice(["scheduler.lr_decay_style", "helper.lr_decay_style"], STYLES)),
    wsdStyle: choice("scheduler.lr_wsd_decay_style", WSD_STYLES, "exponential"),
    total: total("train.train_iters"),
    epochs: context(number("train.num_epochs")),
    longest: optional(count("scheduler.max_steps")),
    samples: optional(count("train.train_samples")),
    batch: quiet(positive("train.global_batch_size")),
    decayIterations: optional(count(["scheduler.lr_decay_iters", "helper.lr_decay_iters"])),
    decaySamples: optional(count("scheduler.lr_decay_samples")),
    warmupFraction: optional(rate("scheduler.lr_warmup_fraction")),
    warmupIterations: optional(count(["scheduler.lr_warmup_iters", "helper.lr_warmup_iters"])),
    warmupSamples: optional(count("scheduler.lr_warmup_samples")),
    wsdIterations: optional(count("scheduler.lr_wsd_decay_iters")),
    wsdSamples: optional(count("scheduler.lr_wsd_decay_samples")),
    weightDecay: context(number(["optimizer.weight_decay", "helper.weight_decay"])),
    weightDecayStart: optional(number(["scheduler.start_weight_decay", "helper.start_weight_decay"])),
    weightDecayEnd: optional(number(["scheduler.end_weight_decay", "helper.end_weight_decay"])),
    weightDecayStyle: choice(
      ["scheduler.weight_decay_incr_style", "helper.weight_decay_incr_style"],
      WEIGHT_DECAY_STYLES,
      "constant",
    ),
  },
  curves(fields, report) {
    const { longest } = fields;
    const defaults = report.calls.some((call) => call.isTo(HELPER)) ? HELPED : SECTIONS;
    const either = <T>(stated: T | undefined, name: string, otherwise: T): T => {
      if (stated === undefined) report.assume(`${name} = ${otherwise}`);
      return stated ?? otherwise;
    };
    const peak =
      fields.peak ??
      (defaults.peak === undefined
        ? report.ask("optimizer.lr")
        : either(undefined, "optimizer.lr", defaults.peak));
    const warmupIterations =
      fields.warmupIterations ??
      (defaults.warmup === undefined || fields.warmupFraction !== undefined
        ? undefined
        : either(undefined, "scheduler.lr_warmup_iters", defaults.warmup));
    const style = either(fields.style, "scheduler.lr_decay_style", defaults.style);
    const steps = megatronSteps(
      {
        iterations: undefined,
        samples: fields.samples,
        // A run can be shorter than the curve that it is a part of.
        decayIterations: fields.decayIterations ?? longest,
        decaySamples: fields.decaySamples,
        warmupFraction: fields.warmupFraction,
        warmupIterations,
        warmupSamples: fields.warmupSamples,
        wsdIterations: fields.wsdIterations,
        wsdSamples: fields.wsdSamples,
        batch: () => fields.batch,
        total: () => fields.total,
      },
      { warmup: "scheduler.lr_warmup_iters", decay: "scheduler.lr_decay_iters" },
      report,
    );
    return megatronCurves({
      first: fields.first,
      peak,
      lowest: either(fields.lowest, "optimizer.min_lr", defaults.lowestRatio * peak),
      ...steps,
      style,
      ...(style === "WSD" ? { wsdStyle: fields.wsdStyle } : { wsdDecay: undefined }),
      weightDecay: {
        constant: fields.weightDecay,
        start: fields.weightDecayStart ?? defaults.weightDecay,
        end: fields.weightDecayEnd ?? defaults.weightDecay,
        style: fields.weightDecayStyle,
      },
    });
  },
});
