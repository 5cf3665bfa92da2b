/** The schedules of `keras.optimizers.schedules`. */
import type { ScheduleDraft } from "@anneal/core";
import { numberList } from "@anneal/core/arguments";
import { ascendingNumbers } from "../lowering/checks.js";
import { type Arguments, define, type Group } from "../lowering/definition.js";
import { COSINE, parts, polynomialShape, powerOfTime, ramp, scaled, stairs } from "../lowering/trees.js";

/** The largest number of stretched ramps in a table. */
const MOST_STRETCHES = 20_000;

/** The ramp is stretched whenever it ends: `decay_steps`, twice that, three times that. */
function stretched(
  args: Arguments<"decay_steps">,
  group: Group,
  to: (end: number) => ScheduleDraft,
): ScheduleDraft {
  const steps = args.positive("decay_steps");
  const { last } = group.tabulated("no tree node stretches a ramp repeatedly");
  const count = Math.min(MOST_STRETCHES, Math.max(1, Math.ceil(last / steps)));
  const all = Array.from({ length: count }, (_, i) => {
    const end = (i + 1) * steps;
    return i === count - 1 ? { tree: to(end) } : { tree: to(end), until: end };
  });
  return parts(all, { side: "left" });
}

export const kerasDefinitions = {
  ExponentialDecay: define(
    ["initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name"],
    (args) =>
      scaled(
        args.finite("initial_learning_rate"),
        powerOfTime(
          "decay_rate",
          args.finite("decay_rate"),
          args.positive("decay_steps"),
          args.flag("staircase", false),
        ),
      ),
  ),

  // The next value begins one step after the boundary.
  PiecewiseConstantDecay: define(["boundaries", "values", "name"], (args, group) => {
    const boundaries = args.read("boundaries", ascendingNumbers);
    const values = args.counted(
      "values",
      args.read("values", numberList),
      boundaries.length + 1,
      "one more than the boundaries",
    );
    return stairs(boundaries, values, group.avoidQuirks ? "right" : "left");
  }),

  PolynomialDecay: define(
    ["initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name"],
    (args, group) => {
      const from = args.finite("initial_learning_rate");
      const to = args.finite("end_learning_rate", 1e-4);
      const shape = polynomialShape(args.positive("power", 1));
      const over = (end: number) => ramp({ end, from, to, shape });
      return args.flag("cycle", false) ? stretched(args, group, over) : over(args.positive("decay_steps"));
    },
  ),

  InverseTimeDecay: define(
    ["initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name"],
    (args) => {
      const steps = args.positive("decay_steps");
      const isStaircase = args.flag("staircase", false);
      const tree: ScheduleDraft = {
        kind: "power",
        scale: args.finite("initial_learning_rate"),
        offset: 1,
        slope: args.finite("decay_rate") / steps,
        exponent: -1,
      };
      return isStaircase ? { kind: "time", child: tree, quantum: steps } : tree;
    },
  ),

  // Without a target there is no warm-up, whatever warmup_steps is.
  CosineDecay: define(
    ["initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps"],
    (args, group) => {
      const from = args.finite("initial_learning_rate");
      const steps = args.positive("decay_steps");
      const alpha = args.finite("alpha", 0);
      const decay = (peak: number) => ramp({ end: steps, from: peak, to: peak * alpha, shape: COSINE });
      const warmup = args.finite("warmup_steps", 0);
      const hasTarget = args.has("warmup_target");
      if (!hasTarget && !(group.avoidQuirks && warmup > 0)) return decay(from);
      const target = hasTarget ? args.finite("warmup_target") : from;
      if (warmup <= 0) return decay(target);
      const rise = ramp({ end: warmup, from: hasTarget ? from : 0, to: target, extend: "before" });
      return parts([{ tree: rise, until: warmup }, { tree: decay(target) }], { rebase: true });
    },
  ),

  CosineDecayRestarts: define(
    ["initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name"],
    (args) => {
      const peak = args.finite("initial_learning_rate");
      return {
        kind: "cycles",
        child: ramp({ end: 1, from: 1, to: 0, shape: COSINE }),
        length: args.positive("first_decay_steps"),
        multiplier: args.positive("t_mul", 2),
        peak,
        floor: peak * args.finite("alpha", 0),
        decay: args.atLeast("m_mul", 0, 1),
        decayOf: "amplitude",
      };
    },
  ),
};
