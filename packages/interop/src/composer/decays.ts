/** Composer's schedules without warm-up. Each is a factor on the optimizer's rate. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { list, text } from "@anneal/core/arguments";
import { type Curves, define, type Group } from "../lowering/definition.js";
import {
  COSINE,
  constant,
  type Part,
  parts,
  polynomialShape,
  powerOfTime,
  powersAt,
  ramp,
  type Shape,
  scaled,
} from "../lowering/trees.js";
import { divisorTime, RunTimes, type Time } from "./run-times.js";

/** The milestones are compared one by one, each in its own unit. */
export function milestoneSteps(run: RunTimes, value: unknown): readonly number[] {
  return list("milestones", value, "times").map((milestone, i) =>
    run.firstStep(run.convert(`milestones[${i}]`, milestone)),
  );
}

/** A polynomial decay with a power of at least 0. The power 0 is 1 even at 0, so the rate does not fall. */
export function polynomialDecay(power: number, from: Time, to: Time, end: number): ScheduleDraft {
  if (power === 0) return constant(1);
  return ramp({ start: from.value, end: to.value, from: 1, to: end, shape: polynomialShape(power) });
}

function single(
  group: Group,
  argument: "t_max" | "step_size" | "decay_period" | "t_0",
  written: string,
  build: (time: Time, run: RunTimes) => ScheduleDraft,
): ScheduleDraft {
  const run = new RunTimes(group);
  const time = divisorTime(argument, written, run.convert(argument, written));
  return scaled(group.baseLr, run.bySteps(build(time, run), time.unit));
}

export const StepScheduler = define(["step_size", "gamma"], (args, group) => {
  const gamma = args.finite("gamma", 0.1);
  return single(group, "step_size", args.read("step_size", text), ({ value }) =>
    powerOfTime("gamma", gamma, value, true),
  );
});

export const MultiStepScheduler = define(["milestones", "gamma"], (args, group) => {
  const milestones = milestoneSteps(new RunTimes(group), args.get("milestones"));
  return scaled(group.baseLr, powersAt(milestones, args.finite("gamma", 0.1)));
});

/** `alpha` until `t_max`, then the full rate. */
export const ConstantScheduler = define(["alpha", "t_max"], (args, group) => {
  const run = new RunTimes(group);
  const until = run.firstStep(run.convert("t_max", args.read("t_max", text, "1dur")));
  const tree = parts([{ tree: constant(args.finite("alpha", 1)), until }, { tree: constant(1) }]);
  return scaled(group.baseLr, tree);
});

export const LinearScheduler = define(["alpha_i", "alpha_f", "t_max"], (args, group) => {
  const ends = { from: args.finite("alpha_i", 1), to: args.finite("alpha_f", 0) };
  return single(group, "t_max", args.read("t_max", text, "1dur"), ({ value }) =>
    ramp({ end: value, ...ends }),
  );
});

export const ExponentialScheduler = define(["gamma", "decay_period"], (args, group) => {
  const gamma = args.finite("gamma");
  return single(group, "decay_period", args.read("decay_period", text, "1ep"), ({ value }) =>
    powerOfTime("gamma", gamma, value, false),
  );
});

export const CosineAnnealingScheduler = define(["t_max", "alpha_f"], (args, group) => {
  const to = args.finite("alpha_f", 0);
  return single(group, "t_max", args.read("t_max", text, "1dur"), ({ value }) => fall(value, to, COSINE));
});

export const PolynomialScheduler = define(["power", "t_max", "alpha_f"], (args, group) => {
  const power = args.atLeast("power", 0);
  const end = args.finite("alpha_f", 0);
  return single(group, "t_max", args.read("t_max", text, "1dur"), (time) =>
    polynomialDecay(power, { ...time, value: 0 }, time, end),
  );
});

/** Each cycle lasts `t_mult` times the previous one, rounded down to a whole number; a length of 0 is an error. */
export const CosineAnnealingWarmRestartsScheduler = define(
  ["t_0", "t_mult", "alpha_f"],
  (args, group): Curves => {
    const run = new RunTimes(group);
    const written = args.read("t_0", text);
    const first = divisorTime("t_0", written, run.convert("t_0", written));
    const multiplier = args.atLeast("t_mult", 0, 1);
    const to = args.finite("alpha_f", 0);
    const cycle = fall(1, to, COSINE);
    if (Number.isSafeInteger(multiplier) && multiplier > 0) {
      const cycles: ScheduleDraft = { kind: "cycles", child: cycle, length: first.value, multiplier };
      return { lr: scaled(group.baseLr, run.bySteps(cycles, first.unit)) };
    }
    const { tabulated, ends } = fractionalCycles(run, group, first, multiplier, to);
    const lr = scaled(group.baseLr, run.bySteps(parts(tabulated, { rebase: true }), first.unit));
    return ends === null ? { lr } : { lr, lastStep: run.firstStep({ ...first, value: ends }) - 1 };
  },
);

/**
 * The cycles of a run as a list, because their starts have no formula; `ends`: the step at which a cycle would have
 * length 0.
 */
function fractionalCycles(run: RunTimes, group: Group, first: Time, multiplier: number, to: number) {
  const asked = group.context.options.steps;
  const furthest = typeof asked === "number" ? asked : Math.max(0, ...(asked ?? []));
  const horizon = Math.max(run.steps, furthest) * run.perStep(first.unit);
  const tabulated: Part[] = [];
  let length = first.value;
  let end = length;
  for (; length > 0; end += length) {
    const next = Math.trunc(multiplier * length);
    if (next === length) {
      const cycles: ScheduleDraft = { kind: "cycles", child: fall(1, to, COSINE), length };
      return { tabulated: [...tabulated, { tree: cycles }], ends: null };
    }
    const tree = fall(length, to, COSINE);
    if (end > horizon) return { tabulated: [...tabulated, { tree }], ends: null };
    tabulated.push({ tree, until: end });
    length = next;
  }
  if (tabulated.length === 0) throw new InvalidArgumentError("t_0", first.value, "a cycle with a length");
  return { tabulated: [...tabulated, { tree: constant(to) }], ends: end };
}

function fall(length: number, to: number, shape: Shape): ScheduleDraft {
  return ramp({ end: length, from: 1, to, shape });
}
