/** PyTorch's schedulers that multiply each group's rate by a factor of the step. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import { type Arguments, define, type Group } from "../lowering/definition.js";
import {
  COSINE,
  constant,
  polynomialShape,
  powerOfTime,
  powersAt,
  ramp,
  scaled,
  stairs,
} from "../lowering/trees.js";

/** The common arguments of all schedulers. */
export const COMMON = ["last_epoch"] as const;

/**
 * The actual step of an event that happens every `size` steps: PyTorch tests whether the step is divisible by `size`,
 * so 2.5 means 5, and -2 means 2. Null: never.
 */
function everyWholeStep(size: number): number | null {
  const most = 4096;
  for (let i = 1; i <= most; i++) if (Number.isInteger(size * i)) return Math.abs(size * i);
  return null;
}

/** `total_iters`, after which a ramp is constant: PyTorch stops at the last whole step before it. */
function readTotalIters(args: Arguments<"total_iters">): number {
  return args.finite("total_iters", 5);
}

/** A ramp over `totalIters` steps that is constant after its last whole step. */
function chainedRamp(options: Parameters<typeof ramp>[0]) {
  const tree = ramp(options);
  return Number.isInteger(options.end)
    ? tree
    : ({ kind: "time", child: tree, maximum: Math.floor(options.end) } as const);
}

/** The closed form of a ramp without steps, needed at a milestone of SequentialLR: PyTorch divides by zero. */
function refuseClosedForm(name: string, group: Group): void {
  if (group.restarts && !group.avoidQuirks) {
    throw new InvalidArgumentError(
      `${name}.total_iters`,
      0,
      "above 0 after a milestone, because PyTorch divides by it",
    );
  }
}

export const torchDecays = {
  StepLR: define(["step_size", "gamma", ...COMMON], (args, group) => {
    const size = args.finite("step_size");
    if (size === 0)
      throw new InvalidArgumentError(
        "step_size",
        size,
        "a number other than 0, because steps are divided by it",
      );
    const gamma = args.finite("gamma", 0.1);
    const every = everyWholeStep(size);
    return every === null
      ? constant(group.baseLr)
      : scaled(group.baseLr, powerOfTime("gamma", gamma, every, true));
  }),

  MultiStepLR: define(["milestones", "gamma", ...COMMON], (args, group) => {
    // A fractional milestone is never reached.
    const milestones = args
      .read("milestones", numberList)
      .filter((each) => Number.isInteger(each) && each >= 0);
    return scaled(group.baseLr, powersAt(milestones, args.finite("gamma", 0.1)));
  }),

  ConstantLR: define(["factor", "total_iters", ...COMMON], (args, group) => {
    const factor = args.finite("factor", 1 / 3);
    if (factor < 0 || factor > 1) throw new InvalidArgumentError("factor", factor, "a factor from 0 to 1");
    const total = readTotalIters(args);
    const isMet = Number.isInteger(total) && total > 0;
    if (isMet && factor === 0) {
      throw new InvalidArgumentError(
        "factor",
        factor,
        "above 0, because PyTorch divides by it after total_iters steps",
      );
    }
    if (isMet) return stairs([total], [group.baseLr * factor, group.baseLr]);
    // The factor is never undone, except where a milestone uses the closed form.
    const isOver = group.avoidQuirks || group.restarts;
    return constant(isOver && total <= 0 ? group.baseLr : group.baseLr * factor);
  }),

  LinearLR: define(["start_factor", "end_factor", "total_iters", ...COMMON], (args, group) => {
    const start = args.finite("start_factor", 1 / 3);
    if (start <= 0 || start > 1) {
      throw new InvalidArgumentError("start_factor", start, "above 0 and at most 1");
    }
    const end = args.finite("end_factor", 1);
    if (end < 0 || end > 1) throw new InvalidArgumentError("end_factor", end, "from 0 to 1");
    const total = readTotalIters(args);
    if (total > 0) return scaled(group.baseLr, chainedRamp({ end: total, from: start, to: end }));
    refuseClosedForm("LinearLR", group);
    return constant(group.baseLr * (group.avoidQuirks ? end : start));
  }),

  ExponentialLR: define(["gamma", ...COMMON], (args, group) =>
    scaled(group.baseLr, powerOfTime("gamma", args.finite("gamma"), 1, false)),
  ),

  PolynomialLR: define(["total_iters", "power", ...COMMON], (args, group) => {
    const total = readTotalIters(args);
    const power = args.finite("power", 1);
    if (power < 0)
      throw new InvalidArgumentError("power", power, "at least 0, because the last factor would be infinite");
    if (total <= 0) {
      refuseClosedForm("PolynomialLR", group);
      return constant(group.avoidQuirks ? 0 : group.baseLr);
    }
    if (power === 0) return constant(group.baseLr);
    return scaled(group.baseLr, chainedRamp({ end: total, from: 1, to: 0, shape: polynomialShape(power) }));
  }),

  CosineAnnealingLR: define(["T_max", "eta_min", ...COMMON], (args, group) => {
    const steps = args.whole("T_max", 1);
    const extend = group.avoidQuirks ? {} : ({ extend: "after" } as const);
    return ramp({ end: steps, from: group.baseLr, to: args.finite("eta_min", 0), shape: COSINE, ...extend });
  }),

  CosineAnnealingWarmRestarts: define(["T_0", "T_mult", "eta_min", ...COMMON], (args, group) => ({
    kind: "cycles",
    child: ramp({ end: 1, from: 1, to: 0, shape: COSINE }),
    length: args.whole("T_0", 1),
    multiplier: args.whole("T_mult", 1, 1),
    peak: group.baseLr,
    floor: args.finite("eta_min", 0),
  })),

  SWALR: define(
    ["swa_lr", "anneal_epochs", "anneal_strategy", ...COMMON],
    (args, group) => {
      const shape =
        args.choice("anneal_strategy", ["cos", "linear"], "cos") === "cos"
          ? COSINE
          : ({ kind: "linear" } as const);
      const to = group.own("swa_lr", args.get("swa_lr"));
      return ramp({ end: args.whole("anneal_epochs", 0, 10), from: group.baseLr, to, shape });
    },
    ["swa_lr"],
  ),
};
