/**
 * DeepSpeed: `scheduler` in `ds_config.json`. The constructor writes the rate of step -1 and the engine steps after each
 * update, so updates 0 and 1 both run at the start value. OneCycle and LRRangeTest count one ahead and are not shifted.
 */
import { constant, countedFrom } from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import { libraryCurves } from "../building/library.js";
import { numberIn } from "../reading/numbers.js";
import {
  context,
  optional,
  positive,
  quiet,
  rate,
  section,
  text,
  total,
  type Values,
} from "../settings/field.js";

const OWN = ["WarmupLR", "WarmupDecayLR", "WarmupCosineLR", "OneCycle", "LRRangeTest"];

const FIELDS = {
  type: optional(text("scheduler.type")),
  params: context(section("scheduler.params")),
  learning_rate: quiet(positive(["optimizer.params.lr", "learning_rate"])),
  total: total("scheduler.params.total_num_steps"),
  weightDecay: context(rate("optimizer.params.weight_decay")),
};
type Fields = Values<typeof FIELDS>;

/** The values that transformers substitutes for "auto". */
const AUTO = new Map<string, (fields: Fields, report: Report) => number>([
  ["warmup_min_lr", () => 0],
  ["warmup_max_lr", (fields) => fields.learning_rate],
  [
    "warmup_num_steps",
    (_, report) => Math.max(1, report.given("warmup_steps") ?? report.ask("warmup_steps")),
  ],
  ["total_num_steps", (fields) => fields.total],
]);

/** The arguments of the scheduler; the caller's values take precedence over the file's. */
function paramsOf(fields: Fields, report: Report): Record<string, unknown> {
  const entries = Object.entries(fields.params ?? {}).map(([name, value]): [string, unknown] => {
    const given = report.given(name);
    if (given !== null) return [name, given];
    if (value === "auto") return [name, AUTO.get(name)?.(fields, report) ?? report.ask(name)];
    return [name, typeof value === "string" ? (numberIn(value) ?? value) : value];
  });
  return Object.fromEntries(entries);
}

function curvesOf(type: string, fields: Fields, report: Report): EngineCurves {
  const params = paramsOf(fields, report);
  if (!OWN.includes(type)) return libraryCurves("torch", type, params, fields.learning_rate);
  const needsRate = type === "WarmupCosineLR" || (type === "WarmupLR" && params.warmup_max_lr === undefined);
  if (/^Warmup(Decay|Cosine)LR$/.test(type) && params.total_num_steps === undefined)
    params.total_num_steps = fields.total;
  if (type !== "OneCycle" && type !== "LRRangeTest") assumeWarmUp(params, report);
  const { lr, momentum } = libraryCurves(
    "deepspeed",
    type,
    params,
    needsRate ? fields.learning_rate : undefined,
  );
  report.note("updates 0 and 1 both run at the start value: the engine steps the schedule after each update");
  return {
    lr: countedFrom(-1, lr),
    ...(momentum === undefined ? {} : { momentum: countedFrom(-1, momentum) }),
    facts: {
      warmup: typeof params.warmup_num_steps === "number" ? params.warmup_num_steps : undefined,
      total: report.knownTotal,
      decayEnd: typeof params.total_num_steps === "number" ? params.total_num_steps : undefined,
    },
  };
}

function assumeWarmUp(params: Readonly<Record<string, unknown>>, report: Report): void {
  if (params.warmup_num_steps === undefined) report.assume("warmup_num_steps = 1000");
  if (params.warmup_type === undefined) report.assume("warmup_type = log");
}

export const deepspeed = defineEngine({
  name: "deepspeed",
  title: "DeepSpeed",
  version: "DeepSpeed 0.19 (edaa72212)",
  clues: [
    ["scheduler.type", "scheduler.params", "zero_optimization"],
    ["scheduler.type", "scheduler.params", "optimizer.params"],
    ["scheduler.type=WarmupLR|WarmupDecayLR|WarmupCosineLR|OneCycle|LRRangeTest", "scheduler.params"],
    ["zero_optimization", "optimizer.params.lr"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { type, weightDecay } = fields;
    if (type === undefined)
      report.note(
        "the file has no scheduler: the rate is constant, unless the trainer has a schedule of its own",
      );
    const curves =
      type === undefined ? { lr: constant(fields.learning_rate) } : curvesOf(type, fields, report);
    return { ...curves, ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }) };
  },
});
