/** torchtune: `get_cosine_schedule_with_warmup` in YAML. The warm-up is i/W; without `lr_scheduler` the rate is constant. */
import { constant } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { anything, context, count, number, positive, rate, text, total } from "../settings/field.js";

export const torchtune = defineEngine({
  name: "torchtune",
  title: "torchtune",
  version: "torchtune bd2a0fc7c (2026-04-23)",
  clues: [
    ["lr_scheduler._component_"],
    ["optimizer._component_", "optimizer.lr"],
    ["optimizer._component_", "model._component_"],
  ],
  fields: {
    peak: positive("optimizer.lr"),
    scheduler: anything("lr_scheduler"),
    component: text(
      "lr_scheduler._component_",
      "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
    ),
    warmup: count("lr_scheduler.num_warmup_steps"),
    cycles: positive("lr_scheduler.num_cycles", 0.5),
    total: total(),
    epochs: context(number("epochs")),
    stepsPerEpoch: context(count("max_steps_per_epoch")),
    weightDecay: context(rate("optimizer.weight_decay")),
  },
  curves(fields, report) {
    const { weightDecay, peak, epochs, stepsPerEpoch } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (fields.scheduler === undefined) {
      report.note("the file has no lr_scheduler: the rate is constant");
      return { lr: constant(peak), ...decayed };
    }
    if (!/(^|\.)get_cosine_schedule_with_warmup$/.test(fields.component)) {
      report.refuse("component", "must be torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup");
    }
    const limited = stepsPerEpoch && epochs ? stepsPerEpoch * epochs : undefined;
    if (report.knownTotal === undefined && limited !== undefined) {
      report.assume("the run = epochs * max_steps_per_epoch: an epoch of the data may be shorter");
    }
    const run = report.knownTotal ?? limited ?? fields.total;
    const { warmup, cycles } = fields;
    const counts = { num_warmup_steps: warmup, num_training_steps: run };
    const curves = libraryCurves(
      "transformers",
      "cosine",
      { ...counts, scheduler_specific_kwargs: { num_cycles: cycles } },
      peak,
    );
    return { ...curves, ...decayed, facts: { total: run, warmup, peak } };
  },
});
