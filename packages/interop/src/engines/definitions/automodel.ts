/** NeMo AutoModel: Megatron's scheduler with other defaults. The warm-up starts at 10 % and the floor is 1 % of the rate. */
import { constant } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import {
  anything,
  choice,
  context,
  count,
  number,
  optional,
  positive,
  rate,
  total,
} from "../settings/field.js";
import { STYLES, WEIGHT_DECAY_STYLES, WSD_STYLES } from "./megatron.js";
import { megatronCurves } from "./shared/megatron-curve.js";

export const automodel = defineEngine({
  name: "automodel",
  title: "NeMo AutoModel",
  version: "Automodel 36044ad3d (2026-08-22)",
  clues: [
    ["step_scheduler", "optimizer.lr", "lr_scheduler"],
    ["step_scheduler", "optimizer.lr"],
    ["step_scheduler", "optimizer._target_"],
  ],
  fields: {
    rate: positive("optimizer.lr"),
    scheduler: anything("lr_scheduler"),
    style: choice("lr_scheduler.lr_decay_style", STYLES, "cosine"),
    warmup: optional(number("lr_scheduler.lr_warmup_steps")),
    decaySteps: optional(count("lr_scheduler.lr_decay_steps")),
    first: optional(rate("lr_scheduler.init_lr")),
    peak: optional(positive("lr_scheduler.max_lr")),
    lowest: optional(rate("lr_scheduler.min_lr")),
    wsdDecay: optional(count("lr_scheduler.wsd_decay_steps")),
    wsdStyle: optional(choice("lr_scheduler.lr_wsd_decay_style", WSD_STYLES)),
    total: total("step_scheduler.max_steps"),
    epochs: context(number("step_scheduler.num_epochs")),
    weightDecay: context(number("optimizer.weight_decay")),
    weightDecayStart: optional(number("lr_scheduler.start_wd")),
    weightDecayEnd: optional(number("lr_scheduler.end_wd")),
    weightDecaySteps: optional(count("lr_scheduler.wd_incr_steps")),
    weightDecayStyle: choice("lr_scheduler.wd_incr_style", WEIGHT_DECAY_STYLES, "constant"),
  },
  curves(fields, report) {
    const { rate: written, weightDecay } = fields;
    if (fields.scheduler === undefined) {
      report.note("the file has no lr_scheduler: the rate is constant");
      return {
        lr: constant(written),
        ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      };
    }
    if (fields.epochs !== undefined)
      report.note("the run ends at step_scheduler.max_steps or num_epochs, whichever is first");
    const { warmup, first, lowest, decaySteps, style } = fields;
    if (warmup !== undefined && warmup > 0 && warmup < 1)
      report.refuse("warmup", "must be a whole number of updates");
    if (warmup === undefined) report.assume("lr_scheduler.lr_warmup_steps = min(1000, 10 % of the run)");
    if (first === undefined) report.assume("lr_scheduler.init_lr = 0.1 * optimizer.lr");
    if (lowest === undefined) report.assume("lr_scheduler.min_lr = 0.01 * optimizer.lr");
    if (decaySteps === undefined) report.assume("lr_scheduler.lr_decay_steps = the run");
    const end = decaySteps ?? fields.total;
    return megatronCurves({
      first: first ?? written * 0.1,
      peak: fields.peak ?? written,
      lowest: lowest ?? written * 0.01,
      warmup: warmup ?? Math.min(1000, Math.floor(fields.total / 10)),
      decayEnd: end,
      style,
      ...(style === "WSD" ? { wsdDecay: fields.wsdDecay, wsdStyle: fields.wsdStyle } : {}),
      total: report.knownTotal,
      weightDecay: {
        constant: weightDecay,
        start: fields.weightDecayStart,
        end: fields.weightDecayEnd,
        style: fields.weightDecayStyle,
        steps: fields.weightDecaySteps,
      },
    });
  },
});
