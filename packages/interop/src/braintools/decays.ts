/** braintools' single schedulers: PyTorch's names, with a closed form and a clamp where PyTorch has neither. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import { ascendingNumbers } from "../lowering/checks.js";
import { type Arguments, define, type Group } from "../lowering/definition.js";
import {
  COSINE,
  constant,
  delayed,
  parts,
  polynomialShape,
  powerOfTime,
  powersAt,
  ramp,
  scaled,
  stairs,
} from "../lowering/trees.js";

/** The common arguments of all schedulers. `last_epoch` is the start, which is the step here. */
export const COMMON = ["base_lr", "last_epoch"] as const;

/** The base rate of a group; without an optimizer it is an argument. */
export function baseOf(args: Arguments<"base_lr">, group: Group): number {
  return group.own("base_lr", args.get("base_lr") ?? 1e-3);
}

const PER_GROUP = ["base_lr"] as const;

export const braintoolsDecays = {
  StepLR: define(
    ["step_size", "gamma", ...COMMON],
    (args, group) =>
      scaled(
        baseOf(args, group),
        powerOfTime("gamma", args.finite("gamma", 0.1), args.whole("step_size", 1, 30), true),
      ),
    PER_GROUP,
  ),

  MultiStepLR: define(
    ["milestones", "gamma", ...COMMON],
    (args, group) =>
      scaled(
        baseOf(args, group),
        powersAt(args.read("milestones", numberList, [30, 60, 90]), args.finite("gamma", 0.1)),
      ),
    PER_GROUP,
  ),

  ExponentialLR: define(
    ["gamma", ...COMMON],
    (args, group) => scaled(baseOf(args, group), powerOfTime("gamma", args.finite("gamma", 0.95), 1, false)),
    PER_GROUP,
  ),

  ExponentialDecayLR: define(
    ["decay_steps", "decay_rate", "transition_begin", "staircase", "end_value", ...COMMON],
    (args, group) => {
      const rate = args.finite("decay_rate", 0.96);
      if (rate === 0) throw new InvalidArgumentError("decay_rate", rate, "a number other than 0");
      const begin = args.atLeast("transition_begin", 0, 0);
      const steps = args.positive("decay_steps", 1000);
      const decay = delayed(powerOfTime("decay_rate", rate, steps, args.flag("staircase", false)), begin);
      const tree = scaled(
        baseOf(args, group),
        begin === 0 ? decay : parts([{ tree: constant(1), until: begin }, { tree: decay }]),
      );
      if (!args.has("end_value")) return tree;
      const end = args.finite("end_value");
      return { kind: "clamp", child: tree, ...(rate < 1 ? { minimum: end } : { maximum: end }) };
    },
    PER_GROUP,
  ),

  CosineAnnealingLR: define(
    ["T_max", "eta_min", ...COMMON],
    (args, group) =>
      ramp({
        end: args.whole("T_max", 1, 50),
        from: baseOf(args, group),
        to: args.finite("eta_min", 0),
        shape: COSINE,
      }),
    PER_GROUP,
  ),

  PolynomialLR: define(
    ["total_iters", "power", ...COMMON],
    (args, group) => {
      const shape = polynomialShape(args.positive("power", 1));
      return scaled(
        baseOf(args, group),
        ramp({ end: args.whole("total_iters", 1, 5), from: 1, to: 0, shape }),
      );
    },
    PER_GROUP,
  ),

  WarmupScheduler: define(
    ["warmup_epochs", "warmup_start_lr", ...COMMON],
    (args, group) => {
      const from = args.finite("warmup_start_lr", 0);
      return ramp({ end: args.atLeast("warmup_epochs", 0, 5), from, to: baseOf(args, group) });
    },
    PER_GROUP,
  ),

  LinearLR: define(
    ["start_factor", "end_factor", "total_iters", ...COMMON],
    (args, group) => {
      const [from, to] = [args.finite("start_factor", 1 / 3), args.finite("end_factor", 1)];
      return scaled(baseOf(args, group), ramp({ end: args.atLeast("total_iters", 0, 5), from, to }));
    },
    PER_GROUP,
  ),

  ConstantLR: define(
    ["factor", "total_iters", ...COMMON],
    (args, group) => {
      const base = baseOf(args, group);
      return stairs([args.finite("total_iters", 5)], [base * args.finite("factor", 1 / 3), base]);
    },
    PER_GROUP,
  ),

  CosineAnnealingWarmRestarts: define(
    ["T_0", "T_mult", "eta_min", ...COMMON],
    (args, group) => ({
      kind: "cycles",
      child: ramp({ end: 1, from: 1, to: 0, shape: COSINE }),
      length: args.whole("T_0", 1, 10),
      multiplier: args.atLeast("T_mult", 1, 1),
      peak: baseOf(args, group),
      floor: args.finite("eta_min", 0),
    }),
    PER_GROUP,
  ),

  WarmupCosineSchedule: define(
    ["warmup_steps", "total_steps", "warmup_start_lr", "eta_min", ...COMMON],
    (args, group) => {
      const base = baseOf(args, group);
      const warmup = args.atLeast("warmup_steps", 0, 1000);
      const length = Math.max(1, args.finite("total_steps", 10_000) - warmup);
      const rise = ramp({ end: Math.max(1, warmup), from: args.finite("warmup_start_lr", 0), to: base });
      const decay = ramp({ end: length, from: base, to: args.finite("eta_min", 0), shape: COSINE });
      return parts([{ tree: rise, until: warmup }, { tree: decay }], { rebase: true });
    },
    PER_GROUP,
  ),

  // The values are rates; the base rates only determine the number of groups.
  PiecewiseConstantSchedule: define(
    ["boundaries", "values", ...COMMON],
    (args) => {
      const boundaries = args.read("boundaries", ascendingNumbers, [1000, 2000]);
      const values = args.read("values", numberList, [1, 0.1, 0.01]);
      args.counted("values", values, boundaries.length + 1, "one more than the boundaries");
      return stairs(boundaries, values);
    },
    PER_GROUP,
  ),
};
