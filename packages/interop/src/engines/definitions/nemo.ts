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

const FIELDS = {
  peak: positive("lr"),
  name: optional(text("sched.name")),
  warmupSteps: optional(count("sched.warmup_steps")),
  warmupRatio: optional(rate("sched.warmup_ratio")),
  constantSteps: optional(count("sched.constant_steps")),
  constantRatio: optional(rate("sched.constant_ratio")),
  holdSteps: optional(count("sched.hold_steps")),
  holdRatio: optional(rate("sched.hold_ratio")),
  lowest: optional(rate("sched.min_lr")),
  power: positive("sched.power", 1),
  cycle: flag("sched.cycle", false),
  decayRate: rate("sched.decay_rate", 0.5),
  modelSize: positive("sched.d_model"),
  total: total("sched.max_steps", "trainer.max_steps", "max_steps"),
  sched: context(section("sched")),
  weightDecay: context(rate("weight_decay")),
};
type Fields = Values<typeof FIELDS>;

interface Run {
  readonly peak: number;
  readonly lowest: number;
  readonly warmup: number;
  readonly total: number;
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
  CosineAnnealing: (run, _, { constantSteps, constantRatio }) =>
    cosineAnnealing(
      run,
      lengthOf(constantSteps, constantRatio, () => run.total),
    ),
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
function t5({ lowest, total }: Run, constantSteps: number): ScheduleDraft {
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
  const { name: _, lr_decay: decay, ...written } = argumentsOf(fields.sched ?? {}, numberIn);
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
  roots: ["model.optim", "optim", ""],
  clues: [
    ["model.optim.sched"],
    ["model.optim.lr", "trainer.max_epochs"],
    ["model.optim.lr", "exp_manager"],
    ["optim.sched.name"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { name, weightDecay, peak } = fields;
    const decayed = weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) };
    if (name === undefined) return { lr: constant(peak), ...decayed };
    if (name === "ReduceLROnPlateau")
      report.refuse("name", "follows a metric, so it is not a schedule of the step");
    if (TORCH.includes(name)) return { ...torchCurves(name, fields, report), ...decayed };
    const policy = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
    if (policy === undefined && name !== "NoamAnnealing" && name !== "T5InverseSquareRootAnnealing") {
      report.refuse(
        "name",
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
    const floor = name === "SquareAnnealing" ? 1e-5 : 0;
    if (fields.lowest === undefined) report.assume(`sched.min_lr = ${floor}`);
    if (fields.warmupSteps === undefined && fields.warmupRatio === undefined)
      report.assume("sched.warmup_steps = 0");
    const run: Run = {
      peak,
      lowest: fields.lowest ?? floor,
      warmup: lengthOf(fields.warmupSteps, fields.warmupRatio, () => total),
      total,
    };
    const stated = fields.holdSteps !== undefined || fields.holdRatio !== undefined;
    const hold = stated ? lengthOf(fields.holdSteps, fields.holdRatio, () => total) + run.warmup : 0;
    const lr =
      name === "NoamAnnealing"
        ? noam(run, fields.modelSize)
        : name === "T5InverseSquareRootAnnealing"
          ? t5(
              run,
              lengthOf(fields.constantSteps, fields.constantRatio, () => total),
            )
          : (policy as Policy)(run, hold, fields, report);
    return {
      lr,
      ...decayed,
      facts: { total: report.knownTotal, warmup: run.warmup, peak, floor: run.lowest },
    };
  },
});
