/** PyTorch's schedulers that move the rate and the momentum in opposite directions: OneCycleLR and CyclicLR. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { flag, positiveNumber, wholeNumber } from "@anneal/core/arguments";
import { divisor } from "../lowering/checks.js";
import { type Arguments, type Curves, define, type Group } from "../lowering/definition.js";
import {
  COSINE,
  LINEAR,
  parts,
  powerOfTime,
  product,
  raised,
  ramp,
  type Shape,
  scaled,
  tabulate,
  triangle,
} from "../lowering/trees.js";
import { COMMON } from "./decays.js";
import { checkedFunction } from "./functions.js";

/** Whether momentum is cycled, which needs an optimizer with momentum or betas. */
function cyclesMomentum(args: Arguments<"cycle_momentum">, group: Group): boolean {
  const wanted = args.read("cycle_momentum", flag, true);
  if (wanted && group.context.options.hasMomentum === false) {
    throw new InvalidArgumentError(
      "cycle_momentum",
      wanted,
      "false: the optimizer has neither momentum nor betas",
    );
  }
  return wanted;
}

function readTotalSteps(args: Arguments<"total_steps" | "epochs" | "steps_per_epoch">): number {
  if (args.has("total_steps")) return args.whole("total_steps", 1);
  if (!args.has("epochs") || !args.has("steps_per_epoch")) {
    throw new InvalidArgumentError("total_steps", undefined, "given, or epochs and steps_per_epoch");
  }
  return args.read("epochs", positiveWhole) * args.read("steps_per_epoch", positiveWhole);
}

const positiveWhole = (argument: string, value: unknown) => wholeNumber(argument, value, 1);

/**
 * The ramps of one cycle through `values`, which end at the times `ends`. The formula continues past each end, and a
 * phase may end before it starts: it then runs backwards, as in PyTorch.
 */
function phases(
  ends: readonly number[],
  values: readonly number[],
  shape: Shape,
  holdsEnd: boolean,
): ScheduleDraft {
  const all = ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    const from = values[i] as number;
    const to = values[i + 1] as number;
    const extend = holdsEnd && i === ends.length - 1 ? ("before" as const) : ("both" as const);
    const tree =
      start <= end
        ? ramp({ start, end, from, to, shape, extend })
        : ramp({ start: end, end: start, from: to, to: from, shape, extend });
    return i === ends.length - 1 ? { tree } : { tree, until: end };
  });
  return parts(all, { side: "left" });
}

export const torchCycles = {
  OneCycleLR: define(
    [
      "max_lr",
      "total_steps",
      "epochs",
      "steps_per_epoch",
      "pct_start",
      "anneal_strategy",
      "cycle_momentum",
      "base_momentum",
      "max_momentum",
      "div_factor",
      "final_div_factor",
      "three_phase",
      ...COMMON,
    ],
    (args, group): Curves => {
      const total = readTotalSteps(args);
      const fraction = args.finite("pct_start", 0.3);
      if (fraction < 0 || fraction > 1)
        throw new InvalidArgumentError("pct_start", fraction, "a fraction from 0 to 1");
      const shape = args.choice("anneal_strategy", ["cos", "linear"], "cos") === "cos" ? COSINE : LINEAR;
      const peak = group.own("max_lr", args.get("max_lr"));
      const first = peak / args.read("div_factor", divisor, 25);
      const last = first / args.read("final_div_factor", divisor, 1e4);
      const isThree = args.flag("three_phase", false);
      const up = fraction * total - 1;
      if (up === 0) {
        throw new InvalidArgumentError(
          "pct_start",
          fraction,
          "such that pct_start * total_steps is not 1, because that phase would have no steps",
        );
      }
      const ends = isThree ? [up, 2 * fraction * total - 2, total - 1] : [up, total - 1];
      const holdsEnd = group.avoidQuirks;
      const lastStep = holdsEnd ? {} : { lastStep: fraction === 1 ? total - 1 : total };
      const lr = phases(ends, isThree ? [first, peak, first, last] : [first, peak, last], shape, holdsEnd);
      if (!cyclesMomentum(args, group)) return { lr, ...lastStep };
      const low = group.own("base_momentum", args.get("base_momentum") ?? 0.85);
      const high = group.own("max_momentum", args.get("max_momentum") ?? 0.95);
      const momentum = phases(ends, isThree ? [high, low, high, high] : [high, low, high], shape, holdsEnd);
      return { lr, momentum, ...lastStep };
    },
    ["max_lr", "base_momentum", "max_momentum"],
  ),

  CyclicLR: define(
    [
      "base_lr",
      "max_lr",
      "step_size_up",
      "step_size_down",
      "mode",
      "gamma",
      "scale_fn",
      "scale_mode",
      "cycle_momentum",
      "base_momentum",
      "max_momentum",
      ...COMMON,
    ],
    (args, group): Curves => {
      const up = args.read("step_size_up", positiveNumber, 2000);
      const down = args.atLeast("step_size_down", 0, up);
      const wave = readWave(args, group, up, down);
      const low = group.own("base_lr", args.get("base_lr"));
      const lr = wave(low, group.own("max_lr", args.get("max_lr")));
      if (!cyclesMomentum(args, group)) return { lr };
      const lowest = group.own("base_momentum", args.get("base_momentum") ?? 0.8);
      const highest = group.own("max_momentum", args.get("max_momentum") ?? 0.9);
      return { lr, momentum: wave(highest, lowest) };
    },
    ["base_lr", "max_lr", "base_momentum", "max_momentum"],
  ),
};

/** Triangles between two values, with the height of the mode or the function. */
type Wave = (from: number, to: number) => ScheduleDraft;

function readWave(
  args: Arguments<"mode" | "gamma" | "scale_fn" | "scale_mode">,
  group: Group,
  up: number,
  down: number,
): Wave {
  const length = up + down;
  const child = triangle(up / length);
  if (args.has("scale_fn")) {
    const scale = checkedFunction("scale_fn", args.get("scale_fn"));
    const byCycle = args.choice("scale_mode", ["cycle", "iterations"], "cycle") === "cycle";
    const height = tabulate(group.tabulated("scale_fn is a function"), (step) =>
      scale(byCycle ? Math.floor(1 + step / length) : step),
    );
    return (from, to) => raised(from, product([{ kind: "cycles", child, length, peak: to - from }, height]));
  }
  const mode = args.choice("mode", ["triangular", "triangular2", "exp_range"], "triangular");
  const gamma = args.finite("gamma", 1);
  if (mode === "exp_range") {
    const height = powerOfTime("gamma", gamma, 1, false);
    return (from, to) =>
      raised(from, scaled(to - from, product([{ kind: "cycles", child, length }, height])));
  }
  const decay = mode === "triangular" ? 1 : 0.5;
  return (from, to) => ({
    kind: "cycles",
    child,
    length,
    peak: to,
    floor: from,
    decay,
    decayOf: "amplitude",
  });
}
