/** Megatron-LM's `OptimizerParamScheduler`: rate and weight decay, in the unit of the caller's steps. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { type Arguments, define } from "../lowering/definition.js";
import { COSINE, constant, LINEAR, type Part, parts, ramp, type Shape } from "../lowering/trees.js";

const NAMES = [
  "init_lr",
  "max_lr",
  "min_lr",
  "lr_warmup_steps",
  "lr_decay_steps",
  "lr_decay_style",
  "start_wd",
  "end_wd",
  "wd_incr_steps",
  "wd_incr_style",
  "use_checkpoint_opt_param_scheduler",
  "override_opt_param_scheduler",
  "wsd_decay_steps",
  "lr_wsd_decay_style",
] as const;

type Given = Arguments<(typeof NAMES)[number]>;

const STYLES = ["constant", "linear", "cosine", "inverse-square-root", "WSD"] as const;

/** The shape of the last phase of WSD; "exponential" is `2 * 0.5 ^ u - 1`, which reaches 0. */
const COOLDOWNS: Readonly<Record<string, Shape>> = {
  linear: LINEAR,
  cosine: COSINE,
  exponential: { kind: "halfLife" },
  minus_sqrt: { kind: "power", exponent: 0.5 },
};

interface Rates {
  readonly first: number;
  readonly peak: number;
  readonly lowest: number;
  readonly warmup: number;
  readonly end: number;
}

function readRates(args: Given): Rates {
  const first = args.finite("init_lr");
  const peak = args.finite("max_lr");
  const lowest = args.atLeast("min_lr", 0);
  if (peak < lowest) throw new InvalidArgumentError("max_lr", peak, `at least min_lr, which is ${lowest}`);
  if (first > peak) throw new InvalidArgumentError("init_lr", first, `at most max_lr, which is ${peak}`);
  const end = args.positive("lr_decay_steps");
  const warmup = args.finite("lr_warmup_steps");
  if (warmup >= end) {
    throw new InvalidArgumentError("lr_warmup_steps", warmup, `less than lr_decay_steps, which is ${end}`);
  }
  return { first, peak, lowest, warmup, end };
}

/** The part after the warm-up, up to the end of the decay and beyond. */
function decayOf(args: Given, { peak, lowest, warmup, end }: Rates): readonly Part[] {
  const style = args.choice("lr_decay_style", STYLES);
  const after: Part = { tree: constant(lowest) };
  const start = Math.max(0, warmup);
  switch (style) {
    case "constant":
      return [{ tree: constant(peak) }];
    case "linear":
    case "cosine": {
      const shape = style === "linear" ? LINEAR : COSINE;
      return [{ tree: ramp({ start: warmup, end, from: peak, to: lowest, shape }), until: end }, after];
    }
    case "inverse-square-root":
      return [{ tree: inverseSquareRoot(peak, lowest, start), until: end }, after];
    case "WSD": {
      const steps = args.positive("wsd_decay_steps");
      const shape =
        COOLDOWNS[args.choice("lr_wsd_decay_style", Object.keys(COOLDOWNS), "exponential")] ?? LINEAR;
      const cooldown = end - steps;
      const fall = ramp({ start: cooldown, end, from: peak, to: lowest, shape });
      return [{ tree: constant(peak), until: cooldown }, { tree: fall, until: end }, after];
    }
    default:
      return style satisfies never;
  }
}

/** `peak * sqrt(warmup / t)`, with both at least 1, and not below the lowest rate. */
function inverseSquareRoot(peak: number, lowest: number, warmup: number): ScheduleDraft {
  const slope = 1 / Math.max(1, warmup);
  const curve: ScheduleDraft = { kind: "power", scale: peak, slope, exponent: -0.5 };
  const child: ScheduleDraft = { kind: "time", child: curve, minimum: 1 };
  return { kind: "clamp", child, minimum: lowest };
}

/** Weight decay goes from its start to its end, and stays there. */
function weightDecayOf(args: Given): ScheduleDraft {
  const from = args.atLeast("start_wd", 0);
  const to = args.atLeast("end_wd", from);
  const style = args.choice("wd_incr_style", ["constant", "linear", "cosine"]);
  if (style === "constant") {
    if (from !== to)
      throw new InvalidArgumentError("end_wd", to, `start_wd, ${from}, because it is constant`);
    return constant(to);
  }
  return ramp({ end: args.positive("wd_incr_steps"), from, to, shape: style === "linear" ? LINEAR : COSINE });
}

export const megatronDefinitions = {
  OptimizerParamScheduler: define(NAMES, (args) => {
    if (
      args.flag("override_opt_param_scheduler", false) &&
      args.flag("use_checkpoint_opt_param_scheduler", true)
    ) {
      const expected = "false where use_checkpoint_opt_param_scheduler is true";
      throw new InvalidArgumentError("override_opt_param_scheduler", true, expected);
    }
    const rates = readRates(args);
    const { first, peak, warmup } = rates;
    const decay = decayOf(args, rates);
    const rise: Part[] =
      warmup > 0 ? [{ tree: ramp({ end: warmup, from: first, to: peak }), until: warmup }] : [];
    return { lr: parts([...rise, ...decay], { side: "left" }), weightDecay: weightDecayOf(args) };
  }),
};
