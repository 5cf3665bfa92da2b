/** Composer's and llm-foundry's schedules with warm-up. Each is a factor on the optimizer's rate. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { text } from "@anneal/core/arguments";
import { type Arguments, define, type Group } from "../lowering/definition.js";
import { COSINE, constant, parts, powersAt, ramp, scaled } from "../lowering/trees.js";
import { milestoneSteps, polynomialDecay } from "./decays.js";
import { divisorTime, RunTimes, readTime, type Time } from "./run-times.js";

type WarmupArguments = Arguments<"t_warmup" | "scale_warmup">;

/**
 * The warm-up line. `scale_warmup` scales the slope of the line, but not its end: with a ratio below 1 the peak is held
 * until the end, with a ratio above 1 the line is cut off.
 */
function rise(args: WarmupArguments, run: RunTimes, peak: number): { tree: ScheduleDraft; until: Time } {
  const written = args.read("t_warmup", text);
  const until = run.convert("t_warmup", written, 1);
  const scale = args.flag("scale_warmup", false);
  const length = scale ? run.convert("t_warmup", written) : until;
  if (until.value > 0) divisorTime("t_warmup", written, length);
  return { tree: ramp({ end: length.value, from: 0, to: peak }), until };
}

/** A warm-up and a decay until `t_max`, which must not be before the end of the run. */
function risen(
  args: Arguments<"t_warmup" | "t_max" | "scale_warmup">,
  group: Group,
  peak: number,
  decay: (from: Time, to: Time) => ScheduleDraft,
): ScheduleDraft {
  const run = new RunTimes(group);
  const { tree, until } = rise(args, run, peak);
  const written = args.read("t_max", text, "1dur");
  const end = run.convert("t_max", written);
  if (end.unit !== until.unit) {
    throw new InvalidArgumentError("t_warmup", args.get("t_warmup"), `in ${end.unit}, as t_max is`);
  }
  const duration = run.durationIn(end.unit);
  if (duration !== null && end.value < duration) {
    throw new InvalidArgumentError(
      "t_max",
      written,
      `at least the run's ${duration}${end.unit}, because it must not end before the run`,
    );
  }
  const rest = end.value > until.value ? decay(until, end) : constant(peak);
  const all = parts([{ tree, until: until.value }, { tree: rest }]);
  return scaled(group.baseLr, run.bySteps(all, end.unit));
}

export const MultiStepWithWarmupScheduler = define(
  ["t_warmup", "milestones", "gamma", "scale_warmup"],
  (args, group) => {
    const run = new RunTimes(group);
    const { tree, until } = rise(args, run, 1);
    const steps = powersAt(milestoneSteps(run, args.get("milestones")), args.finite("gamma", 0.1));
    const all = parts([
      { tree: run.bySteps(tree, until.unit), until: run.firstStep(until) },
      { tree: steps },
    ]);
    return scaled(group.baseLr, all);
  },
);

/** `alpha` scales the warm-up and the part after it. */
export const ConstantWithWarmupScheduler = define(
  ["t_warmup", "alpha", "t_max", "scale_warmup"],
  (args, group) => {
    const alpha = args.finite("alpha", 1);
    return risen(args, group, alpha, () => constant(alpha));
  },
);

export const LinearWithWarmupScheduler = define(
  ["t_warmup", "alpha_i", "alpha_f", "t_max", "scale_warmup"],
  (args, group) => {
    const from = args.finite("alpha_i", 1);
    const to = args.finite("alpha_f", 0);
    return risen(args, group, from, (start, end) => ramp({ start: start.value, end: end.value, from, to }));
  },
);

export const CosineAnnealingWithWarmupScheduler = define(
  ["t_warmup", "t_max", "alpha_f", "scale_warmup"],
  (args, group) => {
    const to = args.finite("alpha_f", 0);
    return risen(args, group, 1, (start, end) =>
      ramp({ start: start.value, end: end.value, from: 1, to, shape: COSINE }),
    );
  },
);

export const PolynomialWithWarmupScheduler = define(
  ["t_warmup", "power", "t_max", "alpha_f", "scale_warmup"],
  (args, group) => {
    const power = args.atLeast("power", 0, 2);
    const to = args.finite("alpha_f", 0);
    return risen(args, group, 1, (start, end) => polynomialDecay(power, start, end, to));
  },
);

/**
 * llm-foundry's schedule: a line up, an inverse square root toward `alpha_f_decay`, and a line down over the last
 * `t_cooldown`.
 */
export const InverseSquareRootWithWarmupScheduler = define(
  ["t_warmup", "t_scale", "t_cooldown", "t_max", "alpha_f_decay", "alpha_f_cooldown"],
  (args, group) => {
    const run = new RunTimes(group);
    const decayTo = args.finite("alpha_f_decay", 0);
    const coolTo = args.finite("alpha_f_cooldown", 0);
    if (decayTo < coolTo) {
      throw new InvalidArgumentError(
        "alpha_f_decay",
        decayTo,
        `at least alpha_f_cooldown, which is ${coolTo}`,
      );
    }
    const ownTime = (name: "t_warmup" | "t_scale" | "t_cooldown", ssr = run.ssr) => {
      const written = args.read(name, text);
      const { unit } = run.maxDuration;
      if (readTime(name, written).unit !== unit) {
        throw new InvalidArgumentError(name, written, `in ${unit}, as the run's maxDuration is`);
      }
      return run.convert(name, written, ssr);
    };
    const warmup = ownTime("t_warmup", 1);
    const scale = divisorTime("t_scale", args.get("t_scale"), ownTime("t_scale"));
    const cooldown = ownTime("t_cooldown");
    const end = run.convert("t_max", args.read("t_max", text, "1dur"));
    if (end.unit !== scale.unit)
      throw new InvalidArgumentError("t_max", args.get("t_max"), `in ${scale.unit}`);

    const start = Math.max(end.value - cooldown.value, warmup.value);
    const reached = decayTo + (1 - decayTo) / Math.sqrt((start + scale.value - warmup.value) / scale.value);
    const root: ScheduleDraft = {
      kind: "power",
      scale: 1 - decayTo,
      offset: (scale.value - warmup.value) / scale.value,
      slope: 1 / scale.value,
      exponent: -0.5,
    };
    const decay: ScheduleDraft = { kind: "sum", children: [constant(decayTo), root] };
    const cool = { start, end: start + cooldown.value, from: reached, to: coolTo };
    const tree = parts([
      { tree: ramp({ end: warmup.value, from: 0, to: 1 }), until: warmup.value },
      { tree: decay, until: start },
      { tree: cooldown.value === 0 ? constant(reached) : ramp(cool) },
    ]);
    return scaled(group.baseLr, run.bySteps(tree, scale.unit));
  },
);
