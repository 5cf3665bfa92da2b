/** Optax's single schedules. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { isRecord, positiveNumber } from "@anneal/core/arguments";
import { divisor } from "../lowering/checks.js";
import { define, type Group } from "../lowering/definition.js";
import {
  constant,
  delayed,
  parts,
  polynomialShape,
  powerOfTime,
  ramp,
  type Shape,
  scaled,
  stairs,
} from "../lowering/trees.js";

export interface Polynomial {
  readonly from: number;
  readonly to: number;
  readonly power: number;
  readonly steps: number;
  readonly begin: number;
}

/** A ramp without steps stays at its start forever: Optax only logs that. */
export function polynomialTree({ from, to, power, steps, begin }: Polynomial, group: Group): ScheduleDraft {
  const start = Math.max(0, begin);
  if (steps <= 0) return group.avoidQuirks ? stairs([start], [from, to]) : constant(from);
  if (power === 0) return constant(from);
  return ramp({ start, end: start + steps, from, to, shape: polynomialShape(power) });
}

export interface Exponential {
  readonly init: number;
  readonly steps: number;
  readonly rate: number;
  readonly begin: number;
  readonly staircase: boolean;
  readonly end: number | null;
}

/** A decay over no steps, or with rate 0, stays at its first value. */
export function exponentialTree({ init, steps, rate, begin, staircase, end }: Exponential): ScheduleDraft {
  if (steps <= 0 || rate === 0) return constant(init);
  const start = Math.max(0, begin);
  const decay = delayed(powerOfTime("decay_rate", rate, steps, staircase), start);
  const tree = scaled(
    init,
    start === 0 ? decay : parts([{ tree: constant(1), until: start }, { tree: decay }]),
  );
  if (end === null) return tree;
  return { kind: "clamp", child: tree, ...(rate < 1 ? { minimum: end } : { maximum: end }) };
}

export interface CosineDecay {
  readonly init: number;
  readonly steps: number;
  readonly alpha: number;
  readonly exponent: number;
}

export function cosineTree({ init, steps, alpha, exponent }: CosineDecay): ScheduleDraft {
  const shape: Shape = { kind: "cosine", exponent };
  return ramp({ end: steps, from: init, to: alpha * init, shape });
}

interface Knot {
  readonly boundary: number;
  readonly scale: number;
}

/** A dictionary of steps and factors, in the order of the steps. */
function readKnots(argument: string, value: unknown): readonly Knot[] {
  if (!isRecord(value))
    throw new InvalidArgumentError(argument, value, "an object with a factor for each step");
  const knots = Object.entries(value).map(([step, scale]) => {
    if (!Number.isFinite(scale) || (scale as number) < 0) {
      throw new InvalidArgumentError(`${argument}[${step}]`, scale, "a finite factor of at least 0");
    }
    const boundary = Number(step);
    if (step.trim() === "" || !Number.isFinite(boundary)) {
      throw new InvalidArgumentError(argument, step, "an object whose names are steps");
    }
    return { boundary, scale: scale as number };
  });
  return knots.sort((a, b) => a.boundary - b.boundary);
}

/** The products of the factors, with `init` before the first. */
function running(init: number, knots: readonly Knot[]): readonly number[] {
  const values = [init];
  for (const { scale } of knots) values.push((values[values.length - 1] as number) * scale);
  return values;
}

/** Ramps from each value to the next, the last of which is held. */
export function interpolated(init: number, knots: readonly Knot[], shape: Shape): ScheduleDraft {
  const values = running(init, knots);
  const ramps = knots.map(({ boundary }, i) => {
    const start = knots[i - 1]?.boundary ?? 0;
    const [from, to] = [values[i] as number, values[i + 1] as number];
    return {
      tree: ramp({ start: Math.min(start, boundary), end: boundary, from, to, shape }),
      until: boundary,
    };
  });
  return parts([...ramps, { tree: constant(values[values.length - 1] as number) }]);
}

/** The knots of a cycle: a later knot replaces an earlier one at the same step, as in a dictionary. */
function cycleKnots(all: readonly Knot[]): readonly Knot[] {
  const byStep = new Map(all.map((knot) => [knot.boundary, knot]));
  return [...byStep.values()].sort((a, b) => a.boundary - b.boundary);
}

export const optaxBasic = {
  constant_schedule: define(["value"], (args) => constant(args.finite("value"))),

  polynomial_schedule: define(
    ["init_value", "end_value", "power", "transition_steps", "transition_begin"],
    (args, group) =>
      polynomialTree(
        {
          from: args.finite("init_value"),
          to: args.finite("end_value"),
          power: args.atLeast("power", 0),
          steps: args.finite("transition_steps"),
          begin: args.finite("transition_begin", 0),
        },
        group,
      ),
  ),

  linear_schedule: define(
    ["init_value", "end_value", "transition_steps", "transition_begin"],
    (args, group) =>
      polynomialTree(
        {
          from: args.finite("init_value"),
          to: args.finite("end_value"),
          power: 1,
          steps: args.finite("transition_steps"),
          begin: args.finite("transition_begin", 0),
        },
        group,
      ),
  ),

  exponential_decay: define(
    ["init_value", "transition_steps", "decay_rate", "transition_begin", "staircase", "end_value"],
    (args) =>
      exponentialTree({
        init: args.finite("init_value"),
        steps: args.finite("transition_steps"),
        rate: args.finite("decay_rate"),
        begin: args.finite("transition_begin", 0),
        staircase: args.flag("staircase", false),
        end: args.has("end_value") ? args.finite("end_value") : null,
      }),
  ),

  cosine_decay_schedule: define(["init_value", "decay_steps", "alpha", "exponent"], (args) =>
    cosineTree({
      init: args.finite("init_value"),
      steps: args.positive("decay_steps"),
      alpha: args.finite("alpha", 0),
      exponent: args.positive("exponent", 1),
    }),
  ),

  piecewise_constant_schedule: define(["init_value", "boundaries_and_scales"], (args) => {
    const init = args.finite("init_value");
    const knots = args.read("boundaries_and_scales", readKnots, []);
    return stairs(
      knots.map(({ boundary }) => boundary),
      running(init, knots),
    );
  }),

  piecewise_interpolate_schedule: define(
    ["interpolate_type", "init_value", "boundaries_and_scales"],
    (args) => {
      const kind = args.choice("interpolate_type", ["linear", "cosine"]);
      return interpolated(args.finite("init_value"), args.read("boundaries_and_scales", readKnots, []), {
        kind,
      });
    },
  ),

  linear_onecycle_schedule: define(
    ["transition_steps", "peak_value", "pct_start", "pct_final", "div_factor", "final_div_factor"],
    (args) => {
      const steps = args.read("transition_steps", positiveNumber);
      const first = args.read("div_factor", divisor, 25);
      const knots = cycleKnots([
        { boundary: Math.trunc(args.finite("pct_start", 0.3) * steps), scale: first },
        { boundary: Math.trunc(args.finite("pct_final", 0.85) * steps), scale: 1 / first },
        { boundary: steps, scale: 1 / args.read("final_div_factor", divisor, 1e4) },
      ]);
      return interpolated(args.finite("peak_value") / first, knots, { kind: "linear" });
    },
  ),

  cosine_onecycle_schedule: define(
    ["transition_steps", "peak_value", "pct_start", "div_factor", "final_div_factor"],
    (args) => {
      const steps = args.read("transition_steps", positiveNumber);
      const first = args.read("div_factor", divisor, 25);
      const knots = cycleKnots([
        { boundary: Math.trunc(args.finite("pct_start", 0.3) * steps), scale: first },
        { boundary: Math.trunc(steps), scale: 1 / (first * args.read("final_div_factor", divisor, 1e4)) },
      ]);
      return interpolated(args.finite("peak_value") / first, knots, { kind: "cosine" });
    },
  ),
};
