/** LLaMA-Factory: transformers' arguments, flat, and `warmup_stable_decay` with defaults of its own. */
import { defineEngine } from "../building/engine.js";
import { text } from "../settings/field.js";
import { TRAINER_FIELDS, trainerCurves } from "./shared/trainer.js";

export const llamafactory = defineEngine({
  name: "llamafactory",
  title: "LLaMA-Factory",
  version: "LLaMA-Factory ff6d4d12e (2026-08-18)",
  clues: [
    ["stage", "finetuning_type", "template"],
    ["stage", "finetuning_type", "learning_rate"],
    ["dataset_dir", "cutoff_len", "template"],
    ["finetuning_type", "cutoff_len", "learning_rate"],
  ],
  fields: { ...TRAINER_FIELDS, scheduler: text(["lr_scheduler_type", "lr_scheduler_config.name"], "linear") },
  curves: (fields, report) =>
    trainerCurves(fields, report, {
      // A third of the rest is stable, the rest of it decays.
      kwargs(name, warmup, total) {
        if (name !== "warmup_stable_decay") return {};
        const stable = Math.floor((total - warmup) / 3);
        const decay = total - warmup - stable;
        report.assume(
          "num_stable_steps = (total - warmup) // 3 and num_decay_steps = the rest, where not written",
        );
        return { num_stable_steps: stable, num_decay_steps: decay };
      },
    }),
});
