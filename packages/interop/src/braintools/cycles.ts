/** braintools' OneCycleLR and CyclicLR: rates only, momentum does not change. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { wholeNumber } from "@anneal/core/arguments";
import { divisor } from "../lowering/checks.js";
import { type Arguments, define, type Group } from "../lowering/definition.js";
import {
  COSINE,
  constant,
  LINEAR,
  parts,
  powerOfTime,
  product,
  raised,
  ramp,
  scaled,
  tabulate,
  triangle,
} from "../lowering/trees.js";
import { checkedFunction } from "../torch/functions.js";
import { baseOf, COMMON } from "./decays.js";

function readTotalSteps(args: Arguments<"total_steps" | "epochs" | "steps_per_epoch">): number {
  const count = (argument: string, value: unknown) => wholeNumber(argument, value, 1);
  if (args.has("total_steps")) return args.read("total_steps", count);
  if (!args.has("epochs") || !args.has("steps_per_epoch")) {
    throw new InvalidArgumentError("total_steps", undefined, "given, or both epochs and steps_per_epoch");
  }
  return args.read("epochs", count) * args.read("steps_per_epoch", count);
}

/** The largest number of pieces for triangles that do not close. */
const MOST_TRIANGLES = 5_000;

/**
 * The triangles of a cycle whose halves have different lengths. The wave is counted in `up` steps and the cycle in `up
 * + down`, so each cycle sees a later part of the wave, until none is left.
 */
function driftingWave(up: number, down: number): ScheduleDraft {
  const length = up + down;
  const cycles = Math.ceil((2 * up) / Math.abs(length - 2 * up)) + 1;
  if (cycles > MOST_TRIANGLES) {
    throw new InvalidArgumentError(
      "step_size_down",
      down,
      `further from step_size_up, which is ${up}; the shape changes over ${cycles} cycles`,
    );
  }
  const all = Array.from({ length: cycles }, (_, cycle) => {
    const peak = (2 * cycle + 1) * up;
    const rise = ramp({ start: peak - up, end: peak, from: 0, to: 1 });
    const fall = ramp({ start: peak, end: peak + up, from: 1, to: 0 });
    const tree = parts([{ tree: rise, until: peak }, { tree: fall }]);
    return { tree, until: (cycle + 1) * length };
  });
  return parts([...all, { tree: constant(0) }]);
}

function heightOf(
  args: Arguments<"mode" | "gamma" | "scale_fn" | "scale_mode">,
  group: Group,
  length: number,
): ScheduleDraft | null {
  const byCycle = args.choice("scale_mode", ["cycle", "iterations"], "cycle") === "cycle";
  if (args.has("scale_fn")) {
    const scale = checkedFunction("scale_fn", args.get("scale_fn"));
    return tabulate(group.tabulated("scale_fn is a function"), (step) =>
      scale(byCycle ? Math.floor(1 + step / length) : step),
    );
  }
  const mode = args.choice("mode", ["triangular", "triangular2", "exp_range"], "triangular");
  const gamma = args.finite("gamma", 1);
  if (mode === "triangular") return null;
  return mode === "triangular2"
    ? powerOfTime("gamma", 0.5, length, true)
    : powerOfTime("gamma", gamma, 1, false);
}

export const braintoolsCycles = {
  OneCycleLR: define(
    [
      "max_lr",
      "total_steps",
      "epochs",
      "steps_per_epoch",
      "pct_start",
      "anneal_strategy",
      "div_factor",
      "final_div_factor",
      "last_epoch",
    ],
    (args, group) => {
      const total = readTotalSteps(args);
      const fraction = args.finite("pct_start", 0.3);
      if (!(fraction > 0 && fraction < 1)) {
        throw new InvalidArgumentError("pct_start", fraction, "a fraction between 0 and 1");
      }
      const shape = args.choice("anneal_strategy", ["cos", "linear"], "cos") === "cos" ? COSINE : LINEAR;
      const peak = group.own("max_lr", args.get("max_lr") ?? 0.01);
      const up = fraction * total;
      const rise = ramp({ end: up, from: peak / args.read("div_factor", divisor, 25), to: peak });
      const fall = ramp({
        start: up,
        end: total,
        from: peak,
        to: peak / args.read("final_div_factor", divisor, 1e4),
        shape,
      });
      return parts([{ tree: rise, until: up }, { tree: fall }]);
    },
    ["max_lr"],
  ),

  CyclicLR: define(
    ["max_lr", "step_size_up", "step_size_down", "mode", "gamma", "scale_fn", "scale_mode", ...COMMON],
    (args, group) => {
      const up = args.positive("step_size_up", 2000);
      const down = args.positive("step_size_down", up);
      const low = baseOf(args, group);
      const height = group.own("max_lr", args.get("max_lr") ?? 0.01) - low;
      const length = up + down;
      const wave: ScheduleDraft =
        up === down || group.avoidQuirks
          ? { kind: "cycles", child: triangle(up / length), length }
          : driftingWave(up, down);
      const scale = heightOf(args, group, length);
      return raised(low, scaled(height, scale === null ? wave : product([wave, scale])));
    },
    ["base_lr", "max_lr"],
  ),
};
