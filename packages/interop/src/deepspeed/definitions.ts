/** The schedulers of `deepspeed.runtime.lr_schedules`. The step is `last_batch_iteration`, -1 before the first step. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { flag, numberAtLeast, wholeNumber } from "@anneal/core/arguments";
import { type Arguments, type Curves, define, type Group } from "../lowering/definition.js";
import { constant, delayed, LINEAR, parts, ramp, type Shape, scaled } from "../lowering/trees.js";
import { oneCycle } from "./one-cycle.js";

const WARMUP = ["warmup_num_steps", "warmup_type", "last_batch_iteration"] as const;

interface WarmUp {
  /** Counted in steps; at least 2. */
  readonly steps: number;
  /** The step at which the end is reached; with a logarithm one step early. */
  readonly end: number;
  readonly shape: Shape;
}

function readWarmUp(args: Arguments<"warmup_num_steps" | "warmup_type">, group: Group): WarmUp {
  const steps = Math.max(2, args.read("warmup_num_steps", atLeastOne, 1000));
  const type = readType(args, group);
  return type === "linear"
    ? { steps, end: steps, shape: LINEAR }
    : { steps, end: steps - 1, shape: { kind: "logarithmic", base: steps } };
}

const belowOne = (argument: string, value: unknown): number => {
  const momentum = numberAtLeast(argument, value, 0);
  if (momentum >= 1) throw new InvalidArgumentError(argument, momentum, "below 1");
  return momentum;
};

const atLeastOne = (argument: string, value: unknown) => wholeNumber(argument, value, 1);

/** DeepSpeed treats any other type as "log", and only logs a warning. */
function readType(args: Arguments<"warmup_type">, group: Group): "linear" | "log" {
  if (group.avoidQuirks) return args.choice("warmup_type", ["log", "linear"], "log");
  return args.get("warmup_type") === "linear" ? "linear" : "log";
}

type Limits = Arguments<"warmup_min_lr" | "warmup_max_lr">;

function rates(
  args: Limits,
  group: Group,
  defaultPeak: number,
): { readonly low: number; readonly peak: number } {
  const low = group.own("warmup_min_lr", args.get("warmup_min_lr") ?? 0);
  return { low, peak: group.own("warmup_max_lr", args.get("warmup_max_lr") ?? defaultPeak) };
}

export const deepspeedDefinitions = {
  WarmupLR: define(
    ["warmup_min_lr", "warmup_max_lr", ...WARMUP],
    (args, group) => {
      const { end, shape } = readWarmUp(args, group);
      const peak = args.has("warmup_max_lr") ? 0 : group.baseLr;
      const { low, peak: to } = rates(args, group, peak);
      return ramp({ end, from: low, to, shape });
    },
    ["warmup_min_lr", "warmup_max_lr"],
  ),

  WarmupDecayLR: define(
    ["total_num_steps", "warmup_min_lr", "warmup_max_lr", ...WARMUP],
    (args, group) => {
      const total = args.finite("total_num_steps");
      const { steps, end, shape } = readWarmUp(args, group);
      const { low, peak } = rates(args, group, 0.001);
      const rise = ramp({ end, from: low, to: peak, shape });
      const start = total - Math.max(1, total - steps);
      return parts([
        { tree: rise, until: steps },
        { tree: ramp({ start, end: total, from: peak, to: low }) },
      ]);
    },
    ["warmup_min_lr", "warmup_max_lr"],
  ),

  // A share of the optimizer's rate, one step ahead of the warm-up; 0 before the first step.
  WarmupCosineLR: define(
    ["total_num_steps", "warmup_min_ratio", "cos_min_ratio", ...WARMUP],
    (args, group) => {
      const { steps, end, shape } = readWarmUp(args, group);
      const lowest = args.finite("cos_min_ratio", 1e-4);
      const start = group.avoidQuirks ? steps : steps - 1;
      const length = Math.max(1, args.finite("total_num_steps") - steps);
      const rise = ramp({ end, from: args.finite("warmup_min_ratio", 0), to: 1, shape });
      const fall = ramp({ start, end: start + length, from: 1, to: lowest, shape: { kind: "cosine" } });
      const all = [{ tree: constant(0), until: 0 }, { tree: rise, until: steps }, { tree: fall }];
      return scaled(group.baseLr, parts(all, { from: -1 }));
    },
  ),

  LRRangeTest: define(
    [
      "lr_range_test_min_lr",
      "lr_range_test_step_size",
      "lr_range_test_step_rate",
      "lr_range_test_staircase",
      "last_batch_iteration",
    ],
    (args, group) => {
      const low = group.own("lr_range_test_min_lr", args.get("lr_range_test_min_lr") ?? 1e-3);
      const size = args.read("lr_range_test_step_size", atLeastOne, 2000);
      const to = low * (1 + args.finite("lr_range_test_step_rate", 1));
      const line = ramp({ end: size, from: low, to, extend: "both" });
      const isStaircase = args.flag("lr_range_test_staircase", false);
      const tree: ScheduleDraft = isStaircase ? { kind: "time", child: line, quantum: size } : line;
      return delayed(tree, -1);
    },
    ["lr_range_test_min_lr"],
  ),

  OneCycle: define(
    [
      "cycle_min_lr",
      "cycle_max_lr",
      "decay_lr_rate",
      "cycle_first_step_size",
      "cycle_second_step_size",
      "cycle_first_stair_count",
      "cycle_second_stair_count",
      "decay_step_size",
      "cycle_momentum",
      "cycle_min_mom",
      "cycle_max_mom",
      "decay_mom_rate",
      "last_batch_iteration",
    ],
    (args, group): Curves => {
      const first = args.positive("cycle_first_step_size", 2000);
      const second = args.positive("cycle_second_step_size", first);
      const firstStairs = args.whole("cycle_first_stair_count", 0, 0);
      const shape = {
        first,
        second,
        firstStairs,
        secondStairs: args.whole("cycle_second_stair_count", 0, firstStairs),
        decaySteps: args.atLeast("decay_step_size", 0, 0),
      };
      const [low, high] = [args.finite("cycle_min_lr"), args.finite("cycle_max_lr")];
      // With a negative rate the divisor shrinks to 0.
      const decayRate = (name: "decay_lr_rate" | "decay_mom_rate") =>
        group.avoidQuirks ? args.atLeast(name, 0, 0) : args.finite(name, 0);
      const lr = oneCycle(
        { ...shape, from: low, to: high, before: low },
        decayRate("decay_lr_rate"),
        "divided",
      );
      const cyclesMomentum =
        args.read("cycle_momentum", flag, true) && group.context.options.hasMomentum !== false;
      if (!cyclesMomentum) return { lr };
      const share = (name: "cycle_min_mom" | "cycle_max_mom", otherwise: number) =>
        group.avoidQuirks ? args.read(name, belowOne, otherwise) : args.finite(name, otherwise);
      const [lowest, highest] = [share("cycle_min_mom", 0.8), share("cycle_max_mom", 0.9)];
      const rate = decayRate("decay_mom_rate");
      const cycle = { ...shape, from: highest, to: lowest };
      // Multiplied instead of divided: the "decaying" momentum grows, even beyond 1. It also starts from the lowest
      // one.
      const momentum = group.avoidQuirks
        ? oneCycle({ ...cycle, before: highest }, rate, "divided")
        : oneCycle({ ...cycle, before: lowest }, rate, "multiplied");
      return { lr, momentum };
    },
  ),
};
