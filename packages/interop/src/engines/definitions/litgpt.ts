/** litgpt: `train` in YAML. Pretraining counts micro-batches: update k runs at iteration (k + 1) * accumulation - 1. */
import { constant, cosineDecay, parts, ramp, warmUpThen } from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import {
  anything,
  context,
  count,
  number,
  optional,
  positive,
  quiet,
  rate,
  text,
  total,
  type Values,
} from "../settings/field.js";
import { countOfRun } from "./shared/tokens.js";

const FIELDS = {
  peak: positive(["optimizer.init_args.lr", "train.learning_rate", "optimizer.lr"], 1e-3),
  warmupSteps: optional(count("train.lr_warmup_steps")),
  warmupFraction: optional(rate("train.lr_warmup_fraction")),
  lowest: rate("train.min_lr", 6e-5),
  tokens: optional(positive("train.max_tokens")),
  total: total("train.max_steps"),
  epochs: context(number("train.epochs")),
  globalBatch: quiet(count("train.global_batch_size", 64)),
  microBatch: quiet(count("train.micro_batch_size", 4)),
  sequence: context(count(["train.max_seq_length", "model_config.block_size"])),
  devices: context(text("devices")),
  nodes: quiet(count("num_nodes", 1)),
  modelName: anything(["model_name", "tokenizer_dir", "initial_checkpoint_dir"]),
  finetune: anything(["checkpoint_dir", "lora_r", "adapter_prompt_length"]),
  weightDecay: context(rate("optimizer.init_args.weight_decay")),
};
type Fields = Values<typeof FIELDS>;

/** A configuration with tokens is for pretraining, one with epochs and a checkpoint for finetuning. */
function isPretraining(fields: Fields, report: Report): boolean {
  const given = report.givenText("command");
  if (given !== null) return given === "pretrain";
  if (fields.tokens !== undefined) return true;
  return fields.finetune === undefined && fields.epochs === undefined && fields.modelName !== undefined;
}

function accumulation(fields: Fields, report: Report): number {
  const { devices, nodes } = fields;
  const stated = devices === undefined || devices === "auto" ? undefined : Number(devices);
  if (stated === undefined)
    report.assume("devices = 1: the file leaves it to the machine; give it with --set devices=<count>");
  const perDevice = Math.floor(fields.globalBatch / ((stated ?? 1) * nodes));
  const iterations = Math.floor(perDevice / fields.microBatch);
  if (!(iterations > 0)) report.refuse("globalBatch", "must be at least devices * micro_batch_size");
  return iterations;
}

function warmupOf({ warmupSteps, warmupFraction }: Fields, perUpdate: number, report: Report): number {
  if (warmupFraction) {
    const perEpoch = report.given("iterations_per_epoch") ?? report.ask("iterations_per_epoch");
    return Math.ceil(warmupFraction * perEpoch);
  }
  if (warmupSteps === undefined) report.assume("train.lr_warmup_steps = 100");
  return (warmupSteps ?? 100) * perUpdate;
}

function pretraining(fields: Fields, report: Report): EngineCurves {
  const { peak, lowest, tokens, sequence } = fields;
  const perUpdate = accumulation(fields, report);
  // The last update is not always full, so the engine counts iterations.
  const written =
    tokens === undefined || sequence === undefined
      ? undefined
      : Math.floor(tokens / (fields.globalBatch / perUpdate) / sequence);
  const end = written === undefined ? fields.total * perUpdate : countOfRun(written, perUpdate, report);
  const warmup = Math.min(end, warmupOf(fields, perUpdate, report));
  const body = parts([
    { tree: cosineDecay({ start: warmup, end, from: peak, to: lowest }), until: end },
    { tree: constant(lowest) },
  ]);
  const byIteration = warmUpThen({ steps: warmup, to: peak }, body);
  // it = perUpdate * (k - (1 / perUpdate - 1))
  const lr = { kind: "time", child: byIteration, scale: perUpdate, shift: 1 / perUpdate - 1 } as const;
  return { lr, facts: { total: end / perUpdate, warmup: warmup / perUpdate, peak, floor: lowest } };
}

/** PyTorch's SequentialLR of a line and a cosine to 0, which goes on after its end. */
function finetuning(fields: Fields, report: Report): EngineCurves {
  const { peak, total } = fields;
  const warmup = warmupOf(fields, 1, report);
  const fall = cosineDecay({
    start: warmup,
    end: Math.max(total, warmup + 1),
    from: peak,
    to: 0,
    rebounds: true,
  });
  const risen = warmup > 0 ? [{ tree: ramp({ end: warmup, from: 0, to: peak }), until: warmup }] : [];
  return { lr: parts([...risen, { tree: fall }]), facts: { total, warmup, peak } };
}

export const litgpt = defineEngine({
  name: "litgpt",
  title: "litgpt",
  version: "litgpt 26857050 (2026-06-29)",
  clues: [
    ["train.lr_warmup_steps"],
    ["train.global_batch_size", "train.micro_batch_size"],
    ["train.lr_warmup_steps", "train.micro_batch_size", "optimizer"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { weightDecay } = fields;
    const curves = isPretraining(fields, report) ? pretraining(fields, report) : finetuning(fields, report);
    return { ...curves, ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }) };
  },
});
