/** Megatron-LM: flags, launch scripts and `MODEL_ARGS` in YAML. It counts samples, n = i * global batch, i <= W. */
import { defineEngine } from "../building/engine.js";
import {
  choice,
  context,
  count,
  number,
  numbers,
  optional,
  positive,
  quiet,
  rate,
  text,
  total,
} from "../settings/field.js";
import { megatronCurves } from "./shared/megatron-curve.js";
import { megatronSteps } from "./shared/megatron-lengths.js";

export const STYLES = ["constant", "linear", "cosine", "inverse-square-root", "WSD"] as const;
export const WSD_STYLES = ["exponential", "linear", "cosine", "minus_sqrt"] as const;
export const WEIGHT_DECAY_STYLES = ["constant", "linear", "cosine"] as const;

export const megatron = defineEngine({
  name: "megatron",
  title: "Megatron-LM",
  version: "Megatron-LM d98e8a64d (2026-08-22)",
  roots: ["MODEL_ARGS", ""],
  clues: [
    ["MODEL_ARGS.lr"],
    ["lr", "lr_decay_style", "global_batch_size", "format:flags"],
    ["lr", "lr_decay_style", "train_iters", "format:flags"],
    ["lr", "lr_decay_style", "train_samples", "format:flags"],
    ["lr", "train_iters", "micro_batch_size", "format:flags"],
  ],
  fields: {
    peak: positive("lr"),
    lowest: rate("min_lr", 0),
    first: rate("lr_warmup_init", 0),
    style: choice("lr_decay_style", STYLES, "linear"),
    wsdStyle: choice("lr_wsd_decay_style", WSD_STYLES, "exponential"),
    total: total("train_iters"),
    samples: optional(count("train_samples")),
    batch: quiet(positive("global_batch_size")),
    decayIterations: optional(count("lr_decay_iters")),
    decaySamples: optional(count("lr_decay_samples")),
    warmupFraction: optional(rate("lr_warmup_fraction")),
    warmupIterations: optional(count("lr_warmup_iters")),
    warmupSamples: optional(count("lr_warmup_samples")),
    wsdIterations: optional(count("lr_wsd_decay_iters")),
    wsdSamples: optional(count("lr_wsd_decay_samples")),
    decoupledPeak: optional(positive("decoupled_lr")),
    decoupledLowest: optional(rate("decoupled_min_lr")),
    weightDecay: context(number("weight_decay")),
    weightDecayStart: optional(number("start_weight_decay")),
    weightDecayEnd: optional(number("end_weight_decay")),
    weightDecayStyle: choice("weight_decay_incr_style", WEIGHT_DECAY_STYLES, "constant"),
    batchRamp: optional(numbers("rampup_batch_size")),
    batchSteps: optional(text("step_batch_size_schedule")),
  },
  curves(fields, report) {
    if (fields.batchRamp !== undefined || fields.batchSteps !== undefined) {
      const message =
        "the batch ramps up, so the schedule, which counts samples, falls behind this curve in the first updates";
      report.find({ code: "batch-ramp", severity: "warning", message });
    }
    const { samples } = fields;
    const steps = megatronSteps(
      {
        iterations: undefined,
        samples,
        decayIterations: fields.decayIterations,
        decaySamples: fields.decaySamples,
        warmupFraction: fields.warmupFraction,
        warmupIterations: fields.warmupIterations,
        warmupSamples: fields.warmupSamples,
        wsdIterations: fields.wsdIterations,
        wsdSamples: fields.wsdSamples,
        batch: () => fields.batch,
        total: () => fields.total,
      },
      { warmup: "lr_warmup_iters", decay: "lr_decay_iters" },
      report,
    );
    const common = {
      first: fields.first,
      ...steps,
      style: fields.style,
      ...(fields.style === "WSD" ? { wsdStyle: fields.wsdStyle } : { wsdDecay: undefined }),
    };
    const main = megatronCurves({
      ...common,
      peak: fields.peak,
      lowest: fields.lowest,
      weightDecay: {
        constant: fields.weightDecay,
        start: fields.weightDecayStart,
        end: fields.weightDecayEnd,
        style: fields.weightDecayStyle,
      },
    });
    if (fields.decoupledPeak === undefined) return main;
    const decoupled = megatronCurves({
      ...common,
      peak: fields.decoupledPeak,
      lowest: fields.decoupledLowest ?? fields.lowest,
    });
    return { ...main, groups: [{ name: "decoupled", lr: decoupled.lr }] };
  },
});
