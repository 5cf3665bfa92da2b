/** Megatron-Bridge: `scheduler`, `optimizer` and `train` of Megatron's scheduler. n = i, i <= W. */
import { defineEngine } from "../building/engine.js";
import { choice, context, count, number, optional, positive, quiet, rate, total } from "../settings/field.js";
import { STYLES, WEIGHT_DECAY_STYLES, WSD_STYLES } from "./megatron.js";
import { megatronCurves } from "./shared/megatron-curve.js";
import { megatronSteps } from "./shared/megatron-lengths.js";

export const megatronBridge = defineEngine({
  name: "megatron-bridge",
  title: "Megatron-Bridge",
  version: "Megatron-Bridge 067f987df (2026-08-22)",
  calls: { scheduler: ["SchedulerConfig"], optimizer: ["OptimizerConfig"], train: ["TrainingConfig"] },
  clues: [
    ["train.train_iters", "optimizer.lr"],
    ["train.global_batch_size", "scheduler"],
    ["scheduler.lr_warmup_iters", "optimizer.lr", "optimizer.min_lr"],
    ["scheduler.lr_decay_style", "optimizer.lr"],
  ],
  fields: {
    peak: positive("optimizer.lr"),
    lowest: rate("optimizer.min_lr", 0),
    first: rate("scheduler.lr_warmup_init", 0),
    style: choice("scheduler.lr_decay_style", STYLES, "linear"),
    wsdStyle: choice("scheduler.lr_wsd_decay_style", WSD_STYLES, "exponential"),
    total: total("train.train_iters"),
    epochs: context(number("train.num_epochs")),
    longest: optional(count("scheduler.max_steps")),
    samples: optional(count("train.train_samples")),
    batch: quiet(positive("train.global_batch_size")),
    decayIterations: optional(count("scheduler.lr_decay_iters")),
    decaySamples: optional(count("scheduler.lr_decay_samples")),
    warmupFraction: optional(rate("scheduler.lr_warmup_fraction")),
    warmupIterations: optional(count("scheduler.lr_warmup_iters")),
    warmupSamples: optional(count("scheduler.lr_warmup_samples")),
    wsdIterations: optional(count("scheduler.lr_wsd_decay_iters")),
    wsdSamples: optional(count("scheduler.lr_wsd_decay_samples")),
    weightDecay: context(number("optimizer.weight_decay")),
    weightDecayStart: optional(number("scheduler.start_weight_decay")),
    weightDecayEnd: optional(number("scheduler.end_weight_decay")),
    weightDecayStyle: choice("scheduler.weight_decay_incr_style", WEIGHT_DECAY_STYLES, "constant"),
  },
  curves(fields, report) {
    const { longest } = fields;
    const steps = megatronSteps(
      {
        iterations: undefined,
        samples: fields.samples,
        // A run can be shorter than the curve that it is a part of.
        decayIterations: fields.decayIterations ?? longest,
        decaySamples: fields.decaySamples,
        warmupFraction: fields.warmupFraction,
        warmupIterations: fields.warmupIterations,
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
      peak: fields.peak,
      lowest: fields.lowest,
      ...steps,
      style: fields.style,
      ...(fields.style === "WSD" ? { wsdStyle: fields.wsdStyle } : { wsdDecay: undefined }),
      weightDecay: {
        constant: fields.weightDecay,
        start: fields.weightDecayStart,
        end: fields.weightDecayEnd,
        style: fields.weightDecayStyle,
      },
    });
  },
});
