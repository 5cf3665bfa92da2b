/** MaxText: `base.yml` and overrides. The warm-up is i/W; the floor is reached at the last step, and after the schedule the rate is 0. */
import { COSINE, constant, type Part, parts, ramp, type Shape } from "../building/curves.js";
import { defineEngine } from "../building/engine.js";
import { choice, context, positive, rate, total, whole } from "../settings/field.js";

const STEPS = 150_001;

export const maxtext = defineEngine({
  name: "maxtext",
  title: "MaxText",
  version: "MaxText e591f30cb (2026-08-22)",
  clues: [
    ["warmup_steps_fraction", "learning_rate"],
    ["learning_rate_schedule_steps"],
    ["base_config", "per_device_batch_size", "learning_rate"],
    ["warmup_steps_fraction", "learning_rate_schedule_steps"],
    ["per_device_batch_size", "max_target_length", "learning_rate"],
  ],
  fields: {
    peak: positive("learning_rate", 3e-5),
    type: choice("lr_schedule_type", ["cosine", "wsd"], "cosine"),
    warmup: rate("warmup_steps_fraction", 0.1),
    lowest: rate(["learning_rate_final_fraction", "cosine_learning_rate_final_fraction"], 0.1),
    decay: rate("wsd_decay_steps_fraction", 0.1),
    decayStyle: choice("wsd_decay_style", ["linear", "cosine"], "linear"),
    scheduleSteps: whole("learning_rate_schedule_steps", -1),
    total: total("steps"),
    weightDecay: context(rate("adam_weight_decay")),
  },
  curves(fields, report) {
    const { peak, scheduleSteps, weightDecay } = fields;
    const run = report.knownTotal;
    if (run === undefined) report.assume(`steps = ${STEPS}`);
    const steps = scheduleSteps > 0 ? scheduleSteps : (run ?? STEPS);
    const warmup = Math.trunc(steps * fields.warmup);
    const low = peak * fields.lowest;
    // From the peak to the floor at the last of so many steps; optax's line over 0 steps stays at its start.
    const fall = (length: number, shape?: Shape) =>
      length > 1
        ? ramp({ end: length - 1, from: peak, to: low, ...(shape === undefined ? {} : { shape }) })
        : constant(shape === undefined ? peak : low);
    const all: Part[] = [];
    if (warmup > 0) all.push({ tree: ramp({ end: warmup, from: 0, to: peak }), until: warmup });
    if (fields.type === "cosine") all.push({ tree: fall(steps - warmup, COSINE), until: steps });
    else {
      const length = Math.trunc(steps * fields.decay);
      const stable = steps - length;
      if (stable > warmup) all.push({ tree: constant(peak), until: stable });
      if (length > 0)
        all.push({ tree: fall(length, fields.decayStyle === "cosine" ? COSINE : undefined), until: steps });
    }
    const isZeroLater = (run ?? STEPS) > steps;
    if (isZeroLater) report.note(`the rate is 0 from update ${steps} on`);
    const last = all.at(-1);
    const open =
      isZeroLater || last === undefined
        ? [...all, { tree: constant(0) }]
        : [...all.slice(0, -1), { tree: last.tree }];
    return {
      lr: parts(open, { rebase: true }),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: run, warmup, decayEnd: steps, peak, floor: low },
    };
  },
});
