/** The schedulers of `timm.scheduler` that are functions of the step. */
import { InvalidArgumentError, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import { type Arguments, type Curves, define, type Group } from "../lowering/definition.js";
import {
  constant,
  lastStepOfShrinking,
  parts,
  polynomialShape,
  powerOfTime,
  powersAt,
  ramp,
  type Shape,
  scaled,
} from "../lowering/trees.js";

/** The common arguments of all schedulers. The last ones only affect the noise, which is not supported. */
const COMMON = [
  "warmup_t",
  "warmup_lr_init",
  "warmup_prefix",
  "t_in_epochs",
  "noise_range_t",
  "noise_pct",
  "noise_std",
  "noise_seed",
  "initialize",
] as const;
const CYCLES = ["cycle_mul", "cycle_decay", "cycle_limit"] as const;

type Common = Arguments<(typeof COMMON)[number]>;

/** The curve after the warm-up, and its last step if the library fails after it. */
interface Main {
  readonly tree: ScheduleDraft;
  readonly lastStep?: number;
}

/**
 * A warm-up, then the curve: with a prefix it starts after the warm-up, without one it has advanced meanwhile.
 *
 * @param meetsCurve Whether a warm-up without prefix ends at the curve's value, instead of at the base rate.
 */
function warmedUp(args: Common, group: Group, main: Main, prefixed: boolean, meetsCurve = false): Curves {
  if (args.has("noise_range_t")) {
    const expected = "absent, because the noise comes from PyTorch's random generator";
    throw new InvalidArgumentError("noise_range_t", args.get("noise_range_t"), expected);
  }
  const warmup = args.atLeast("warmup_t", 0, 0);
  const from = args.atLeast("warmup_lr_init", 0, 0);
  const rebase = args.flag("warmup_prefix", prefixed);
  const target = meetsCurve && !rebase ? scheduleFromTree(main.tree)(warmup) : group.baseLr;
  const rise = ramp({ end: warmup, from, to: target, extend: "before" });
  const tree = parts([{ tree: rise, until: warmup }, { tree: main.tree }], { rebase });
  const { lrScale } = group.context.options;
  const lr = lrScale === undefined ? tree : scaled(group.own("lrScale", lrScale), tree);
  if (main.lastStep === undefined) return { lr };
  return { lr, lastStep: main.lastStep + (rebase ? warmup : 0) };
}

/** Cycles from the base rate down to `lr_min`, in the shape of `shape` from 0 to 1. */
function cycles(
  args: Arguments<(typeof CYCLES)[number] | "t_initial" | "lr_min">,
  group: Group,
  shape: Shape,
): Main {
  const length = args.positive("t_initial");
  const floor = args.atLeast("lr_min", 0, 0);
  const multiplier = args.positive("cycle_mul", 1);
  const limit = args.whole("cycle_limit", 0, 1);
  const decay = args.atLeast("cycle_decay", 0, 1);
  const runsOut = multiplier < 1 && !group.avoidQuirks;
  const last = runsOut ? { lastStep: lastStepOfShrinking(length, multiplier) } : {};
  if (limit === 0) return { tree: constant(floor), ...last };
  const peak = group.baseLr;
  if (limit === 1) {
    // A single cycle is a ramp, which is exact, unlike a share of a cycle.
    const only = ramp({ end: length, from: peak, to: floor, shape });
    return { tree: parts([{ tree: only, until: length }, { tree: constant(floor) }]), ...last };
  }
  const child = ramp({ end: 1, from: 1, to: 0, shape });
  return {
    tree: { kind: "cycles", child, length, multiplier, peak, floor, decay, limit, afterwards: floor },
    ...last,
  };
}

const CYCLIC = ["t_initial", "lr_min", ...CYCLES, ...COMMON] as const;
type Cyclic = Arguments<(typeof CYCLIC)[number]>;

/** Cycles after a warm-up that leads to the base rate. */
function cyclic(args: Cyclic, group: Group, shape: Shape): Curves {
  return warmedUp(args, group, cycles(args, group, shape), false);
}

export const timmDefinitions = {
  CosineLRScheduler: define([...CYCLIC, "k_decay"], (args, group) =>
    cyclic(args, group, { kind: "cosine", timeExponent: args.positive("k_decay", 1) }),
  ),

  PolyLRScheduler: define([...CYCLIC, "power", "k_decay"], (args, group) =>
    cyclic(args, group, polynomialShape(args.positive("power", 0.5), args.positive("k_decay", 1))),
  ),

  TanhLRScheduler: define([...CYCLIC, "lb", "ub"], (args, group) => {
    const lower = args.finite("lb", -7);
    const upper = args.finite("ub", 3);
    if (lower >= upper) throw new InvalidArgumentError("lb", lower, `below ub, which is ${upper}`);
    const main = cycles(args, group, { kind: "tanh", lower, upper });
    return warmedUp(args, group, main, false, true);
  }),

  StepLRScheduler: define(["decay_t", "decay_rate", ...COMMON], (args, group) => {
    const tree = powerOfTime("decay_rate", args.finite("decay_rate", 1), args.positive("decay_t"), true);
    return warmedUp(args, group, { tree: scaled(group.baseLr, tree) }, true);
  }),

  // Each drop comes one step before its milestone.
  MultiStepLRScheduler: define(["decay_t", "decay_rate", ...COMMON], (args, group) => {
    const early = group.avoidQuirks ? 0 : 1;
    const milestones = args.read("decay_t", numberList).map((milestone) => milestone - early);
    const tree = powersAt(milestones, args.finite("decay_rate", 1));
    return warmedUp(args, group, { tree: scaled(group.baseLr, tree) }, true);
  }),
};
