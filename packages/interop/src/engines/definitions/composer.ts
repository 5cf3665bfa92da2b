/** Composer and llm-foundry: `scheduler` with times such as `100ba`, `2ep`, `0.1dur`. The warm-up is t/W, t < W. */

import type { ComposerRun } from "../../lowering/composer-run.js";
import { constant } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { argumentsOf, libraryCurves } from "../building/library.js";
import { numberIn } from "../reading/numbers.js";
import {
  context,
  count,
  optional,
  positive,
  rate,
  section,
  text,
  total,
  type Values,
} from "../settings/field.js";
import { countOfRun } from "./shared/tokens.js";

const FIELDS = {
  peak: positive("optimizer.lr"),
  scheduler: optional(section("scheduler")),
  maxDuration: context(text("max_duration")),
  total: total(),
  batch: context(count(["global_train_batch_size", "train_batch_size"])),
  sequence: context(count(["max_seq_len", "variables.max_seq_len", "model.max_seq_len"])),
  ratio: positive(["scale_schedule_ratio"], 1),
  weightDecay: context(rate("optimizer.weight_decay")),
};
type Fields = Values<typeof FIELDS>;

const PER_BATCH: Readonly<Record<string, (fields: Fields) => number>> = {
  ba: () => 1,
  sp: ({ batch = Number.NaN }) => batch,
  tok: ({ batch = Number.NaN, sequence = Number.NaN }) => batch * sequence,
};

/** The duration of the run in its unit: the file's, unless the caller gives another number of updates. */
function durationOf(written: string, fields: Fields, report: Report): string {
  const [, digits = "", unit = ""] = /^\s*([\d_.]+(?:e\d+)?)\s*(ba|sp|tok)$/i.exec(written) ?? [];
  const value = numberIn(digits);
  const perBatch = PER_BATCH[unit.toLowerCase()]?.(fields) ?? Number.NaN;
  if (value === undefined || Number.isNaN(perBatch)) return written;
  const taken = countOfRun(value, perBatch, report);
  if (taken === value) return written;
  report.note(`the run has ${report.knownTotal} updates as given, not max_duration = ${written}`);
  return `${taken}${unit}`;
}

/** The run, with the fields of Composer's `State`. A step is a batch. */
function runOf(fields: Fields, report: Report): ComposerRun {
  const { maxDuration, batch, sequence } = fields;
  const common = {
    ...(batch === undefined ? {} : { batchSize: batch }),
    ...(batch === undefined || sequence === undefined ? {} : { tokensPerBatch: batch * sequence }),
    ...(report.states("ratio") ? { ssr: fields.ratio } : {}),
  };
  const known = report.knownTotal;
  if (maxDuration === undefined) return { maxDuration: `${fields.total}ba`, ...common };
  const epochs = /^\s*([\d_.]+)\s*ep$/i.exec(maxDuration)?.[1];
  if (epochs === undefined) return { maxDuration: durationOf(maxDuration, fields, report), ...common };
  // Epochs are converted to batches with the length of the dataloader.
  const perEpoch =
    report.given("batches_per_epoch") ??
    (known === undefined ? fields.total : known) / (numberIn(epochs) ?? 1);
  if (Number.isInteger(perEpoch)) return { maxDuration, dataloaderLen: perEpoch, ...common };
  return {
    maxDuration: `${known ?? fields.total}ba`,
    dataloaderLen: Math.max(1, Math.floor(perEpoch)),
    ...common,
  };
}

export const composer = defineEngine({
  name: "composer",
  title: "Composer and llm-foundry",
  version: "composer 640518880, llm-foundry 8c8dd48f7",
  // Files for the MosaicML platform hold those of the trainer as parameters.
  roots: ["", "parameters"],
  clues: [
    ["scheduler.t_warmup", "max_duration"],
    ["scheduler.t_warmup", "max_duration", "optimizer.lr"],
    ["max_duration=.*(ba|ep|tok|sp)", "optimizer.lr", "scheduler.name"],
    ["scheduler.name=.*_with_warmup", "scheduler.t_warmup", "optimizer.lr"],
    ["parameters.scheduler.t_warmup", "parameters.max_duration"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { scheduler, peak, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (scheduler === undefined) return { lr: constant(peak), ...decayed };
    report.note(
      "Composer's trainer runs one update behind: update i runs at the rate of batch i - 1, and update 0 at that of batch 0",
    );
    const { name, ...written } = scheduler;
    const run = runOf(fields, report);
    const args = argumentsOf(written, (value) => (/[a-z]\s*$/i.test(value) ? undefined : numberIn(value)));
    for (const [key, value] of Object.entries(args)) {
      const given = report.givenText(key);
      if (given !== null) args[key] = numberIn(given) ?? given;
      else if (/^t_/.test(key) && typeof value === "number") args[key] = `${value}ba`;
    }
    const curves = libraryCurves("composer", String(name), args, peak, { run });
    return { ...curves, ...decayed, facts: { total: report.knownTotal, peak } };
  },
});
