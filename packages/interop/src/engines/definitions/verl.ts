/** verl: `actor.optim` and `critic.optim` in YAML or as overrides. The warm-up is i/W, and steps are training steps. */
import { COSINE, constant, countedFrom, ramp, scaled, warmUpThen } from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import {
  choice,
  context,
  count,
  flag,
  number,
  optional,
  positive,
  rate,
  text,
  total,
  whole,
} from "../settings/field.js";
import { STYLES, WEIGHT_DECAY_STYLES, WSD_STYLES } from "./megatron.js";
import { megatronCurves } from "./shared/megatron-curve.js";

/** `sections` contain the optimizer's settings; the supervised fine-tuning trainer has them at the top level. */
function optimFields(root: string, ...sections: readonly string[]) {
  const at = (name: string) => sections.map((section) => `${section}.${name}`);
  return {
    peak: optional(positive(at("lr"))),
    warmupSteps: whole(at("lr_warmup_steps"), -1),
    warmupRatio: rate(at("lr_warmup_steps_ratio"), 0),
    // The old name comes first where both are written.
    type: choice([...at("warmup_style"), ...at("lr_scheduler_type")], ["constant", "cosine"], "constant"),
    zeroIndexed: flag(at("zero_indexed_step"), true),
    lowestRatio: rate(at("min_lr_ratio"), 0),
    cycles: positive(at("num_cycles"), 0.5),
    first: rate(at("lr_warmup_init"), 0),
    decaySteps: optional(count(at("lr_decay_steps"))),
    style: optional(choice(at("lr_decay_style"), STYLES)),
    lowest: rate(at("min_lr"), 0),
    wsdDecay: optional(count(at("lr_wsd_decay_steps"))),
    wsdStyle: choice(at("lr_wsd_decay_style"), WSD_STYLES, "exponential"),
    weightDecay: context(number(at("weight_decay"))),
    weightDecayStyle: choice(at("weight_decay_incr_style"), WEIGHT_DECAY_STYLES, "constant"),
    strategy: optional(text(`${root}.strategy`)),
  };
}

const ACTOR = optimFields("actor", "actor.optim", "optim");
const CRITIC = optimFields("critic", "critic.optim");
type Optim = {
  [Name in keyof typeof ACTOR]: (typeof ACTOR)[Name] extends { convert(value: unknown): infer T }
    ? Exclude<T, undefined> | undefined
    : never;
};

/** PyTorch's cosine between 1 and the lowest ratio, which goes on after its end. */
function fsdpCurves(fields: Optim, peak: number, run: () => number, report: Report): EngineCurves {
  const steps = fields.warmupSteps ?? -1;
  const warmup = steps > 0 ? steps : fields.warmupRatio ? Math.trunc(fields.warmupRatio * run()) : 0;
  const facts = { total: report.knownTotal, warmup, peak };
  if (fields.type === "constant")
    return { lr: scaled(peak, warmUpThen({ steps: warmup, to: 1 }, constant(1))), facts };
  const lowest = fields.lowestRatio ?? 0;
  const shape = { ...COSINE, kind: "cosine" as const, halfCycles: 2 * (fields.cycles ?? 0.5) };
  const fall = ramp({
    start: warmup,
    end: Math.max(warmup + 1, run()),
    from: 1,
    to: lowest,
    shape,
    extend: "after",
  });
  const curve = scaled(peak, warmUpThen({ steps: warmup, to: 1 }, fall));
  return { lr: fields.zeroIndexed === false ? countedFrom(1, curve) : curve, facts };
}

function megatron(fields: Optim, peak: number, run: () => number, report: Report): EngineCurves {
  const end = fields.decaySteps ?? run();
  const steps = fields.warmupSteps ?? -1;
  const style = fields.style ?? "linear";
  return megatronCurves({
    first: fields.first ?? 0,
    peak,
    lowest: fields.lowest ?? 0,
    warmup: steps > 0 ? steps : Math.trunc((fields.warmupRatio ?? 0) * end),
    decayEnd: end,
    style,
    ...(style === "WSD" ? { wsdDecay: fields.wsdDecay, wsdStyle: fields.wsdStyle } : {}),
    total: report.knownTotal,
    weightDecay: { constant: fields.weightDecay, style: fields.weightDecayStyle },
  });
}

export const verl = defineEngine({
  name: "verl",
  title: "verl",
  version: "verl 1dda039b9 (2026-08-22)",
  roots: ["actor_rollout_ref", ""],
  clues: [
    ["actor_rollout_ref.actor.optim"],
    ["actor_rollout_ref.actor", "algorithm"],
    ["actor.optim", "trainer"],
    ["optim.lr", "trainer.total_epochs", "data.train_files"],
  ],
  fields: {
    ...ACTOR,
    total: total("trainer.total_training_steps"),
    epochs: context(number("trainer.total_epochs")),
    criticPeak: CRITIC.peak,
    criticWarmupSteps: CRITIC.warmupSteps,
    criticWarmupRatio: CRITIC.warmupRatio,
    criticType: CRITIC.type,
    criticLowestRatio: CRITIC.lowestRatio,
    criticCycles: CRITIC.cycles,
    criticZeroIndexed: CRITIC.zeroIndexed,
  },
  curves(fields, report) {
    const run = () => fields.total;
    if (fields.peak === undefined) report.assume("actor.optim.lr = 1e-6");
    const peak = fields.peak ?? 1e-6;
    const isMegatron =
      fields.strategy === "megatron" || fields.style !== undefined || fields.decaySteps !== undefined;
    report.note("the scheduler steps once for each training step, not for each mini-batch update");
    const actor = isMegatron ? megatron(fields, peak, run, report) : fsdpCurves(fields, peak, run, report);
    const decayed =
      actor.weightDecay ?? (fields.weightDecay === undefined ? undefined : constant(fields.weightDecay));
    const main = { ...actor, ...(decayed === undefined ? {} : { weightDecay: decayed }) };
    if (fields.criticPeak === undefined) return main;
    const critic = {
      warmupSteps: fields.criticWarmupSteps,
      warmupRatio: fields.criticWarmupRatio,
      type: fields.criticType,
      lowestRatio: fields.criticLowestRatio,
      cycles: fields.criticCycles,
      zeroIndexed: fields.criticZeroIndexed,
    } as Optim;
    return {
      ...main,
      groups: [{ name: "critic", lr: fsdpCurves(critic, fields.criticPeak, run, report).lr }],
    };
  },
});
