/** Lint of schedules that come from other libraries, whose trees carry no names and whose cosines have no end. */
import { type FindingCode, type LintRun, lint } from "@anneal/core";
import { fromLibrary, type Library } from "@anneal/interop";
import { expect, test } from "vitest";

const totalSteps = 10_000;
const warm = { num_warmup_steps: 300 };

function codes(library: Library, name: string, args: object, run: LintRun): FindingCode[] {
  return lint(fromLibrary(library, name, { args, baseLr: library === "optax" ? undefined : 3e-4 }), run)
    .map(({ code }) => code)
    .filter((code) => code !== "first-update-at-zero");
}

const huggingFace = (name: string, total: number, extra: object, run: LintRun, warmup = warm) => {
  const args = { ...warmup, num_training_steps: total, scheduler_specific_kwargs: extra };
  return codes("transformers", name, args, { optimizer: "adamw", ...run });
};

test.each(["cosine", "linear"])("transformers' %s and a run that count differently", (name) => {
  expect(huggingFace(name, totalSteps, {}, { totalSteps })).toEqual([]);
  expect(huggingFace(name, totalSteps, {}, { totalSteps: 7_000 })).toEqual(["minimum-never-reached"]);
  expect(huggingFace(name, 8 * totalSteps, {}, { totalSteps, worldSize: 8 })).toEqual([
    "stepped-per-process",
  ]);
  expect(huggingFace(name, 8 * totalSteps, {}, { totalSteps, accumulation: 8 })).toEqual([
    "stepped-per-micro-batch",
  ]);
  expect(huggingFace(name, 90, {}, { totalSteps: 450_360, epochs: 90 }, { num_warmup_steps: 0 })).toContain(
    "total-in-epochs",
  );
});

test("a cosine that continues rising, or stops half-way down", () => {
  expect(huggingFace("cosine", totalSteps, { num_cycles: 1 }, { totalSteps })).toEqual(["rebounds"]);
  expect(huggingFace("cosine", totalSteps, { num_cycles: 0.25 }, { totalSteps })).toEqual(["ends-high"]);
  expect(huggingFace("cosine_with_min_lr", totalSteps, { min_lr_rate: 0.25 }, { totalSteps })).toEqual([
    "ends-high",
  ]);
  expect(huggingFace("cosine_with_restarts", totalSteps, { num_cycles: 2 }, { totalSteps })).toEqual([]);
  expect(huggingFace("cosine_with_restarts", totalSteps, { num_cycles: 1.5 }, { totalSteps })).toEqual([
    "last-cycle-cut",
  ]);
});

test.each<[Library, string, object]>([
  ["transformers", "cosine", { num_warmup_steps: 2_000, num_training_steps: 100_000 }],
  [
    "optax",
    "warmup_cosine_decay_schedule",
    { init_value: 0, peak_value: 3e-4, warmup_steps: 2_000, decay_steps: 100_000 },
  ],
  ["deepspeed", "WarmupDecayLR", { total_num_steps: 100_000, warmup_num_steps: 2_000 }],
  ["deepspeed", "WarmupCosineLR", { total_num_steps: 100_000, warmup_num_steps: 2_000 }],
  ["timm", "CosineLRScheduler", { t_initial: 100_000, warmup_t: 2_000, warmup_lr_init: 1e-6 }],
])("the warm-up of %s %s is seen", (library, name, args) => {
  expect(codes(library, name, args, { totalSteps: 1_000 })).toContain("warm-up-longer-than-run");
  expect(codes(library, name, args, { totalSteps: 100_000 })).toEqual([]);
});
