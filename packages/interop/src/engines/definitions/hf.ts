/** Hugging Face Trainer: `TrainingArguments` in YAML, JSON, Python or flags; alignment-handbook's files too. */
import { defineEngine } from "../building/engine.js";
import { TRAINER_FIELDS, trainerCurves } from "./shared/trainer.js";

export const hf = defineEngine({
  name: "hf",
  title: "Hugging Face Trainer",
  version: "transformers 5.24.0",
  roots: ["", "training_args", "training_arguments", "trainer"],
  calls: { "": ["TrainingArguments", "Seq2SeqTrainingArguments"] },
  clues: [
    ["lr_scheduler_type", "learning_rate"],
    ["per_device_train_batch_size", "learning_rate"],
    ["learning_rate", "num_train_epochs"],
    ["call:TrainingArguments"],
    ["call:Seq2SeqTrainingArguments"],
  ],
  fields: TRAINER_FIELDS,
  curves: (fields, report) => trainerCurves(fields, report),
});
