/** unsloth: TRL's arguments with patched defaults. A warm-up that is left out is 10 % of the run, not 0. */
import { defineEngine } from "../building/engine.js";
import { rate } from "../settings/field.js";
import { TRAINER_FIELDS, trainerCurves } from "./shared/trainer.js";

export const unsloth = defineEngine({
  name: "unsloth",
  title: "unsloth",
  version: "unsloth 015bdef0d (2026-08-22)",
  roots: ["", "training", "training_args"],
  calls: { "": ["UnslothTrainingArguments", "SFTConfig", "TrainingArguments", "DPOConfig", "GRPOConfig"] },
  clues: [
    ["call:FastLanguageModel.from_pretrained", "format:python", "call:SFTTrainer"],
    ["call:UnslothTrainingArguments", "format:python"],
  ],
  fields: { ...TRAINER_FIELDS, weightDecay: rate("weight_decay", 0.001) },
  curves: (fields, report) => trainerCurves(fields, report, { warmup: 0.1 }),
});
