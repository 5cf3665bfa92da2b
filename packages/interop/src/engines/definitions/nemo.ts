/** NeMo: `model.optim.sched` in Hydra's YAML. The warm-up is (i + 1)/(W + 1) as long as i <= W; the floor after `max_steps`. */
import type { ScheduleDraft } from "@anneal/core";
import {
  COSINE,
  constant,
  decay,
  notBelow,
  ONE_MINUS_SQRT,
  parts,
  polynomialShape,
  powerOf,
  ramp,
} from "../building/curves.js";
import { defineEngine, type EngineCurves, type Report } from "../building/engine.js";
import { argumentsOf, libraryCurves } from "../building/library.js";
import { numberIn } from "../reading/numbers.js";
import {
  context,
  count,
  flag,
  optional,
  positive,
  rate,
  section,
  text,
  total,
  type Values,
} from "../settings/field.js";

/** The schedulers of NeMo's Lightning modules: each is one of NeMo's, with other defaults. */
const WRAPPED = [
  "WarmupPolicyScheduler",
  "WarmupHoldPolicyScheduler",
  "SquareAnnealingScheduler",
  "SquareRootAnnealingScheduler",
  "NoamAnnealingScheduler",
  "NoamHoldAnnealingScheduler",
  "WarmupAnnealingScheduler",
  "InverseSquareRootAnnealingScheduler",
  "T5InverseSquareRootAnnealingScheduler",
  "PolynomialDecayAnnealingScheduler",
  "PolynomialHoldDecayAnnealingScheduler",
  "CosineAnnealingScheduler",
  "WarmupHoldAnnealScheduler",
];

/** A field of the scheduler, whose section is `sched` or, in the collections for speech language models, `lr_scheduler`. */
const at = (name: string) => [`sched.${name}`, `lr_scheduler.${name}`];

const FIELDS = {
  peak: positive(["lr", "optimizer.lr", "config.lr"]),
  name: optional(text(["sched.name", "lr_scheduler.name"])),
  target: optional(text(at("_target_"))),
  warmupSteps: optional(count(at("warmup_steps"))),
  warmupRatio: optional(rate(at("warmup_ratio"))),
  constantSteps: optional(count(at("constant_steps"))),
  constantRatio: optional(rate(at("constant_ratio"))),
  holdSteps: optional(count(at("hold_steps"))),
  holdRatio: optional(rate(at("hold_ratio"))),
  lowest: optional(rate(at("min_lr"))),
  power: positive(at("power"), 1),
  cycle: flag(at("cycle"), false),
  decayRate: rate(at("decay_rate"), 0.5),
  modelSize: positive(at("d_model")),
  total: total(...at("max_steps"), "trainer.max_steps", "max_steps"),
  sched: context(section(["sched", "lr_scheduler"])),
  weightDecay: context(rate(["weight_decay", "optimizer.weight_decay", "config.weight_decay"])),
};
type Fields = Values<typeof FIELDS>;

interface Run {
  readonly peak: number;
  readonly lowest: number;
  readonly warmup: number;
  readonly constantSteps: number;
  readonly total: number;
}

/** The warm-up of most schedulers of NeMo's Lightning modules, if none is written. */
const WRAPPED_WARMUP = 750;
const WRAPPED_WITH_WARMUP = new Set([
  "WarmupPolicy",
  "WarmupHoldPolicy",
  "NoamAnnealing",
  "WarmupAnnealing",
  "CosineAnnealing",
]);

interface Named {
  readonly name: string | undefined;
  /** Whether it is `CosineAnnealingScheduler` of NeMo's Lightning modules, which has other defaults. */
  readonly isWrapped: boolean;
}

/** The scheduler by its name in NeMo or PyTorch: from `name`, the class in `_target_`, or a call in Python. */
function readName({ name, target }: Fields, report: Report): Named {
  const called = report.calls.find(({ callee }) => WRAPPED.some((each) => callee.endsWith(each)))?.callee;
  const written = (target ?? called)?.split(".").at(-1);
  if (name !== undefined || written === undefined) return { name, isWrapped: false };
  if (!WRAPPED.includes(written)) return { name: written, isWrapped: false };
  const own = written.replace(/Scheduler$/, "");
  return { name: own === "WarmupHoldAnneal" ? "WarmupHoldAnnealLinear" : own, isWrapped: true };
}

interface Defaults {
  readonly floor: number;
  readonly warmup: number;
  readonly constantSteps: number;
}

function defaultsOf({ name = "", isWrapped }: Named): Defaults {
  const floor = name === "SquareAnnealing" ? 1e-5 : 0;
  if (!isWrapped) return { floor, warmup: 0, constantSteps: 0 };
  const warmup = WRAPPED_WITH_WARMUP.has(name) ? WRAPPED_WARMUP : 0;
  return name === "CosineAnnealing"
    ? { floor: 6e-5, warmup, constantSteps: 80_000 }
    : { floor, warmup, constantSteps: 0 };
}

/** A share of the run is rounded down. */
const lengthOf = (steps: number | undefined, ratio: number | undefined, total: () => number) =>
  steps ?? (ratio === undefined ? 0 : Math.trunc(ratio * total()));

/** The warm-up, then the curve, then the floor after the run. */
function warmedUp({ peak, lowest, warmup, total }: Run, curve: ScheduleDraft): ScheduleDraft {
  const rise = ramp({ start: -1, end: warmup, from: 0, to: peak });
  const risen = warmup > 0 ? [{ tree: rise, until: warmup }] : [];
  const ended = Number.isFinite(total)
    ? [{ tree: curve, until: total }, { tree: constant(lowest) }]
    : [{ tree: curve }];
  return parts([...risen, ...ended], { side: "left", from: -1 });
}

/** The warm-up, the peak until update `hold` and not at it, then the curve. */
function held(run: Run, hold: number, curve: ScheduleDraft): ScheduleDraft {
  const rest =
    hold > run.warmup ? parts([{ tree: constant(run.peak), until: hold }, { tree: curve }]) : curve;
  return warmedUp(run, rest);
}

function cosineAnnealing(run: Run, constantSteps: number): ScheduleDraft {
  const { peak, lowest, warmup, total } = run;
  if (constantSteps === 0) {
    return warmedUp(run, decay({ start: warmup, end: total, from: peak, to: lowest, shape: COSINE }));
  }
  // Megatron's warm-up, i/W, and its constant end.
  const end = total - constantSteps;
  const fall = decay({ start: warmup, end, from: peak, to: lowest, shape: COSINE });
  if (warmup === 0) return fall;
  return parts([{ tree: ramp({ end: warmup, from: 0, to: peak }), until: warmup }, { tree: fall }], {
    side: "left",
  });
}

type Policy = (run: Run, hold: number, fields: Fields, report: Report) => ScheduleDraft;

const POLICIES: Readonly<Record<string, Policy>> = {
  WarmupPolicy: (run) => warmedUp(run, constant(run.peak)),
  WarmupHoldPolicy: (run, hold) => held(run, hold, constant(run.peak)),
  CosineAnnealing: (run) => cosineAnnealing(run, run.constantSteps),
  WarmupAnnealing: (run) =>
    warmedUp(run, decay({ start: run.warmup, end: run.total, from: run.peak, to: run.lowest })),
  SquareAnnealing: (run) => {
    const shape = polynomialShape(2);
    const fall = decay({ start: run.warmup, end: run.total, from: run.peak, to: 0, shape });
    return warmedUp(run, notBelow(run.lowest, fall));
  },
  // It counts from the first update, not from the end of the warm-up.
  SquareRootAnnealing: (run) => {
    const fall = decay({ start: 0, end: run.total, from: run.peak, to: 0, shape: polynomialShape(0.5) });
    return warmedUp(run, notBelow(run.lowest, fall));
  },
  PolynomialDecayAnnealing: (run, _, fields, report) => {
    if (fields.cycle) report.note("sched.cycle = true changes nothing before the end of the run");
    const shape = polynomialShape(fields.power);
    return warmedUp(run, decay({ start: run.warmup, end: run.total, from: run.peak, to: run.lowest, shape }));
  },
  PolynomialHoldDecayAnnealing: (run, hold, { power }) => {
    const end = hold + run.total - Math.max(run.warmup, hold);
    return held(
      run,
      hold,
      decay({ start: hold, end, from: run.peak, to: run.lowest, shape: polynomialShape(power) }),
    );
  },
  InverseSquareRootAnnealing: (run) => {
    const unit = 1 / (run.warmup + 1);
    return warmedUp(run, { kind: "power", scale: run.peak, offset: unit, slope: unit, exponent: -0.5 });
  },
  WarmupHoldAnnealOneMinusSquareRoot: (run, hold) => {
    const fall = decay({ start: hold, end: run.total, from: run.peak, to: 0, shape: ONE_MINUS_SQRT });
    return held(run, hold, notBelow(run.lowest, fall));
  },
  WarmupHoldAnnealLinear: (run, hold) =>
    held(run, hold, decay({ start: hold, end: run.total, from: run.peak, to: run.lowest })),
  NoamHoldAnnealing: (run, hold, { decayRate }) => {
    const { peak, warmup, lowest } = run;
    const shift = hold > 0 ? hold - warmup : 0;
    const curve: ScheduleDraft = {
      kind: "time",
      child: powerOf(peak, Math.max(1, warmup), -decayRate),
      shift,
      minimum: 1,
    };
    return held(run, hold, notBelow(lowest, curve));
  },
};

function runOf(fields: Fields, defaults: Defaults, total: number, report: Report): Run {
  const { lowest, warmupSteps, warmupRatio, constantSteps, constantRatio } = fields;
  const isWarmUpStated = warmupSteps !== undefined || warmupRatio !== undefined;
  const isConstantStated = constantSteps !== undefined || constantRatio !== undefined;
  if (lowest === undefined) report.assume(`sched.min_lr = ${defaults.floor}`);
  if (!isWarmUpStated) report.assume(`sched.warmup_steps = ${defaults.warmup}`);
  if (!isConstantStated && defaults.constantSteps > 0)
    report.assume(`sched.constant_steps = ${defaults.constantSteps}`);
  const run = () => total;
  return {
    peak: fields.peak,
    lowest: lowest ?? defaults.floor,
    warmup: isWarmUpStated ? lengthOf(warmupSteps, warmupRatio, run) : defaults.warmup,
    constantSteps: isConstantStated ? lengthOf(constantSteps, constantRatio, run) : defaults.constantSteps,
    total,
  };
}

/** `lr` is a multiplier of `d_model ^ -0.5` here; the first two updates count as update 1. */
function noam({ peak, lowest, warmup }: Run, modelSize: number): ScheduleDraft {
  const scale = peak / Math.sqrt(modelSize);
  const root: ScheduleDraft = { kind: "time", child: powerOf(scale, 1, -0.5), minimum: 1 };
  if (warmup === 0) return notBelow(lowest, root);
  const line = ramp({ end: warmup, from: 0, to: scale / Math.sqrt(warmup) });
  const rise: ScheduleDraft = { kind: "time", child: line, minimum: 1 };
  return parts([{ tree: rise, until: warmup }, { tree: notBelow(lowest, root) }], { side: "left" });
}

/** `1 / sqrt(i)`, whatever `lr` is. */
function t5({ lowest, total, constantSteps }: Run): ScheduleDraft {
  const parted = [
    { tree: constant(1 / Math.sqrt(constantSteps)), until: constantSteps },
    { tree: powerOf(1, 1, -0.5), until: total },
    { tree: constant(lowest) },
  ];
  return parts(parted, { side: "left" });
}

const TORCH = [
  "StepLR",
  "ExponentialLR",
  "CyclicLR",
  "CosineAnnealingLR",
  "MultiStepLR",
  "LinearLR",
  "ConstantLR",
];

function torchCurves(name: string, fields: Fields, report: Report): EngineCurves {
  const { name: _, _target_, lr_decay: decay, ...written } = argumentsOf(fields.sched ?? {}, numberIn);
  // VITS reads its own name for gamma.
  const args = name === "ExponentialLR" && decay !== undefined ? { gamma: decay, ...written } : written;
  if (name === "ExponentialLR")
    report.note("NeMo steps ExponentialLR once an epoch: the steps of this schedule are epochs");
  return libraryCurves("torch", name, args, fields.peak);
}

export const nemo = defineEngine({
  name: "nemo",
  title: "NeMo",
  version: "NeMo 8cfedd720, nemo_toolkit 3.0.0",
  roots: ["model.optim", "optim", "model", ""],
  calls: { lr_scheduler: WRAPPED, config: ["OptimizerConfig"] },
  clues: [
    ["model.optim.sched"],
    ["model.optim.lr", "trainer.max_epochs"],
    ["model.optim.lr", "exp_manager"],
    ["optim.sched.name"],
    ["model.optimizer.lr", "model.lr_scheduler._target_"],
    ["optim.config.lr", "optim.lr_scheduler._target_"],
    ...WRAPPED.map((name) => [`call:${name}`]),
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { weightDecay, peak } = fields;
    const named = readName(fields, report);
    const { name } = named;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (name === undefined) return { lr: constant(peak), ...decayed };
    if (name === "ReduceLROnPlateau")
      report.refuse("name", "follows a metric, so it is not a schedule of the step");
    if (TORCH.includes(name)) return { ...torchCurves(name, fields, report), ...decayed };
    const policy = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
    if (policy === undefined && name !== "NoamAnnealing" && name !== "T5InverseSquareRootAnnealing") {
      report.refuse(
        fields.name === undefined ? "target" : "name",
        `must be a scheduler of NeMo: ${Object.keys(POLICIES).join(", ")}, NoamAnnealing`,
      );
    }
    if (fields.warmupSteps !== undefined && fields.warmupRatio !== undefined)
      report.refuse("warmupRatio", "must not be given together with warmup_steps");
    if (fields.holdSteps !== undefined && fields.holdRatio !== undefined)
      report.refuse("holdRatio", "must not be given together with hold_steps");
    if (fields.constantSteps !== undefined && fields.constantRatio !== undefined)
      report.refuse("constantRatio", "must not be given together with constant_steps");
    const needsTotal = name !== "NoamAnnealing" && name !== "WarmupPolicy";
    const total =
      needsTotal || fields.warmupRatio !== undefined ? fields.total : (report.knownTotal ?? Number.NaN);
    const run = runOf(fields, defaultsOf(named), total, report);
    const stated = fields.holdSteps !== undefined || fields.holdRatio !== undefined;
    const hold = stated ? lengthOf(fields.holdSteps, fields.holdRatio, () => total) + run.warmup : 0;
    const lr =
      name === "NoamAnnealing"
        ? noam(run, fields.modelSize)
        : name === "T5InverseSquareRootAnnealing"
          ? t5(run)
          : (policy as Policy)(run, hold, fields, report);
    return {
      lr,
      ...decayed,
      facts: { total: report.knownTotal, warmup: run.warmup, peak, floor: run.lowest },
    };
  },
});
