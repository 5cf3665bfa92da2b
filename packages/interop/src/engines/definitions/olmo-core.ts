/** OLMo-core: the scheduler's call in Python, `--train_module.scheduler.x` overrides, or a saved config. It counts c = i + 1. */
import type { ScheduleDraft } from "@anneal/core";
import { constant, countedFrom } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { Call, isSection } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import { anything, context, count, positive, rate, total } from "../settings/field.js";
import { Arguments } from "./olmo-core/arguments.js";
import { schedulerNames, schedulerTree, WITHOUT_END } from "./olmo-core/schedulers.js";
import { countOfRun } from "./shared/tokens.js";

const OPTIMIZERS = [
  "AdamWConfig",
  "SkipStepAdamWConfig",
  "AdamConfig",
  "LionConfig",
  "SkipStepLionConfig",
  "MuonConfig",
];

interface Duration {
  readonly unit: string;
  readonly value: number;
}

/** `Duration.tokens(5e12)`, `{value, unit}`; null where the length is something else. */
function durationOf(value: unknown): Duration | null {
  if (value instanceof Call) {
    const unit = /(?:^|\.)Duration\.(\w+)$/.exec(value.callee)?.[1];
    const [first] = value.positional;
    return unit !== undefined && typeof first === "number" ? { unit, value: first } : null;
  }
  if (!isSection(value)) return null;
  const amount = typeof value.value === "string" ? numberIn(value.value) : value.value;
  return typeof amount === "number"
    ? { unit: String(value.unit).split(".").at(-1) ?? "", value: amount }
    : null;
}

/** The scheduler that the file configures: the argument of the train module, or the outermost call of one. */
function schedulerOf(stated: unknown, report: Report): Arguments {
  if (stated !== undefined) return Arguments.of(stated, report);
  const called = report.calls.filter((call) => schedulerNames.some((name) => call.isTo(name)));
  const outer =
    called.find((call) => call.isTo("SequentialScheduler") || call.isTo("ComposableScheduler")) ?? called[0];
  if (outer === undefined) return report.refuse("scheduler", "is not in the file");
  return Arguments.of(outer, report);
}

export const olmoCore = defineEngine({
  name: "olmo-core",
  title: "OLMo-core",
  version: "OLMo-core fa6c5014c (2026-06-22)",
  calls: {
    trainer: ["TrainerConfig"],
    data_loader: ["NumpyDataLoaderConfig", "ComposableDataLoaderConfig"],
    train_module: ["TransformerTrainModuleConfig", "TransformerPipelineTrainModuleConfig"],
    "train_module.optim": OPTIMIZERS,
  },
  clues: [
    ["train_module.scheduler"],
    ["train_module.optim.lr", "data_loader"],
    ...schedulerNames.map((name) => [`call:${name}`]),
  ],
  fields: {
    scheduler: anything(["train_module.scheduler", "scheduler"]),
    peak: positive(["train_module.optim.lr", "optim.lr", "lr", "LR", "LEARNING_RATE"], 1e-3),
    duration: anything(["trainer.max_duration", "max_duration", "MAX_DURATION"]),
    hardStop: anything(["trainer.hard_stop", "hard_stop"]),
    batch: context(count(["data_loader.global_batch_size", "global_batch_size", "GLOBAL_BATCH_SIZE"])),
    total: total(),
    weightDecay: context(rate(["train_module.optim.weight_decay", "optim.weight_decay", "weight_decay"])),
  },
  curves(fields, report) {
    const { peak, weightDecay } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    const args = schedulerOf(fields.scheduler, report);
    const duration = durationOf(fields.duration);
    const batch = () => fields.batch ?? report.ask("global_batch_size");
    const run = (): number => {
      if (report.knownTotal !== undefined) return report.knownTotal;
      if (duration?.unit === "steps") return duration.value;
      return duration?.unit === "tokens" ? Math.ceil(duration.value / batch()) : fields.total;
    };
    if (durationOf(fields.hardStop) !== null)
      report.note("hard_stop ends the run early; the schedule is that of the whole run");
    const inTokens = args.word("units", "steps") === "tokens";
    const unit = inTokens ? batch() : 1;
    const end = (): number =>
      inTokens && duration?.unit === "tokens" ? countOfRun(duration.value, unit, report) : run() * unit;
    const needsEnd = !WITHOUT_END.has(args.name) && args.optional("t_max") === undefined;
    const tree = schedulerTree(args, peak, needsEnd ? end() : Number.NaN);
    const scaled: ScheduleDraft = unit === 1 ? tree : { kind: "time", child: tree, scale: unit };
    const warmup = args.optional("warmup") ?? args.optional("warmup_steps");
    const facts = {
      total: report.knownTotal,
      warmup: warmup === undefined ? undefined : warmup / unit,
      peak,
    };
    return { lr: countedFrom(1, scaled), ...decayed, facts };
  },
});
