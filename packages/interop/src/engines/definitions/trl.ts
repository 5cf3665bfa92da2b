/** TRL: `SFTConfig`, `DPOConfig` and the others are `TrainingArguments` with another default of the rate. */
import { defineEngine, type Report } from "../building/engine.js";
import { anything, optional, positive } from "../settings/field.js";
import { TRAINER_FIELDS, trainerCurves } from "./shared/trainer.js";

const RATES = new Map([
  ["sft", 2e-5],
  ["dpo", 1e-6],
  ["grpo", 1e-6],
  ["kto", 1e-6],
  ["rloo", 1e-6],
  ["reward", 1e-4],
]);
const CONFIGS = [...RATES.keys()].map((name) =>
  name === "reward" ? "RewardConfig" : `${name.toUpperCase()}Config`,
);

/** The trainer of the file: from the call, from a field that only it has, or from the caller. */
function trainerOf(
  fields: { readonly generations: unknown; readonly beta: unknown },
  report: Report,
): string {
  const given = report.givenText("trainer")?.toLowerCase();
  if (given !== undefined && RATES.has(given)) return given;
  const called = report.calls.map(({ callee }) => /(\w+)Config$/.exec(callee)?.[1]?.toLowerCase() ?? "");
  const known = called.find((name) => RATES.has(name));
  if (known !== undefined) return known;
  if (fields.generations !== undefined) return "grpo";
  return fields.beta === undefined ? "sft" : "dpo";
}

export const trl = defineEngine({
  name: "trl",
  title: "TRL",
  version: "trl f2cd57710 (2026-07-24)",
  roots: ["", "training_args"],
  calls: { "": CONFIGS },
  clues: [
    ...CONFIGS.map((name) => [`call:${name}`, "format:python"]),
    ["num_generations", "learning_rate", "max_completion_length"],
  ],
  fields: {
    ...TRAINER_FIELDS,
    peak: optional(positive("learning_rate")),
    generations: anything(["num_generations", "max_completion_length"]),
    beta: anything(["beta", "max_prompt_length"]),
  },
  curves(fields, report) {
    const trainer = trainerOf(fields, report);
    const otherwise = RATES.get(trainer) ?? 2e-5;
    if (fields.peak === undefined) report.assume(`learning_rate = ${otherwise} (${trainer.toUpperCase()})`);
    return trainerCurves(withPeak(fields, fields.peak ?? otherwise), report);
  },
});

/** The same fields, read on access. */
function withPeak<F extends object>(fields: F, peak: number): F & { readonly peak: number } {
  return Object.create(fields, { peak: { value: peak } });
}
