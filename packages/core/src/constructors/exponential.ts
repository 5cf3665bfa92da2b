/** Exponential decay and growth. */
import { type Fields, rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type AfterEndOptions, type Rate, readAfterEnd, readOptions, type Steps } from "./options.js";
import { geometricRamp } from "./ramps.js";
import { stairwell } from "./steps.js";

interface MinimumOptions {
  /** The lowest rate. Default: no limit. */
  readonly minimum?: Rate;
}

/** By a factor: `peak * gamma ^ (step / every)`. */
export interface ExponentialFactorOptions extends MinimumOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** The factor for every `every` steps, above 0. */
  readonly gamma: number;
  /** Number of steps per factor, at least 1. Default: 1. */
  readonly every?: Steps;
  /** Whether to change once every `every` steps instead of at each step. Default: false. */
  readonly staircase?: boolean;
}

/** By a rate of decay: `peak * exp(-rate * step)`. */
export interface ExponentialRateOptions extends MinimumOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** The relative decay per step, in the limit of small steps; at least 0. */
  readonly rate: number;
}

/** Between two rates: `start * (end / start) ^ (step / totalSteps)`. */
export interface ExponentialRangeOptions extends MinimumOptions, AfterEndOptions {
  /** The rate at step 0, above 0. */
  readonly start: Rate;
  /** The rate at step `totalSteps`, above 0. */
  readonly end: Rate;
  /** Number of steps from `start` to `end`, at least 1. */
  readonly totalSteps: Steps;
}

export type ExponentialOptions = ExponentialFactorOptions | ExponentialRateOptions | ExponentialRangeOptions;

const NAMES = [
  "peak",
  "gamma",
  "every",
  "staircase",
  "rate",
  "start",
  "end",
  "totalSteps",
  "afterEnd",
  "minimum",
] as const;
type Given = Fields<(typeof NAMES)[number]>;

/**
 * `peak * gamma ^ (step / every)`, or `peak * exp(-rate * step)`, or `start * (end / start) ^ (step / totalSteps)`
 *
 * Exponential decay or growth, in one of three forms: by a factor (`peak`, `gamma`, and optionally `every` and
 * `staircase`), by a decay rate (`peak`, `rate`), or between two rates (`start`, `end`, `totalSteps`), as in a
 * learning-rate range test. The first two never end; the third holds `end` unless `afterEnd` is `"continue"`.
 *
 * @throws InvalidArgumentError for options of more than one form, rates that are negative or not finite, or counts that
 * are not whole.
 * @whenToUse Continuous decay without a planned end, and learning-rate range tests.
 * @whenNotTo Training with a fixed length: a cosine or a line gives better results.
 * @example
 * exponential({ peak: 0.1, gamma: 0.95, every: 1_000, staircase: true })
 */
export function exponential(options: ExponentialOptions): Schedule {
  const given = readOptions("exponential", options, NAMES);
  const tree = formOf(given)(given);
  if (!given.has("minimum")) return build(tree);
  return build({ kind: "clamp", child: tree, minimum: given.read("minimum", rate) });
}

function formOf(given: Given): (given: Given) => ScheduleDraft {
  if (given.has("gamma")) {
    given.refuseWith("gamma", ["rate", "start", "end", "totalSteps", "afterEnd"]);
    return byFactor;
  }
  if (given.has("rate")) {
    given.refuseWith("rate", ["every", "staircase", "start", "end", "totalSteps", "afterEnd"]);
    return byRate;
  }
  if (given.has("start")) {
    given.refuseWith("start", ["peak", "every", "staircase"]);
    return byRange;
  }
  throw new InvalidArgumentError(
    "gamma",
    undefined,
    "given, unless rate is, or start with end and totalSteps",
  );
}

function byFactor(given: Given): ScheduleDraft {
  const peak = given.read("peak", rate);
  const gamma = given.positive("gamma");
  const every = given.whole("every", 1, 1);
  return given.flag("staircase", false) ? stairwell(peak, gamma, every) : growth(peak, every, gamma);
}

function byRate(given: Given): ScheduleDraft {
  const peak = given.read("peak", rate);
  const steps = 1 / given.read("rate", rate);
  // A decay over more than 1e308 steps is constant.
  return Number.isFinite(steps) ? growth(peak, steps, 1 / Math.E) : { kind: "constant", value: peak };
}

function byRange(given: Given): ScheduleDraft {
  const leg = {
    start: 0,
    end: given.whole("totalSteps", 1),
    from: given.read("start", rate),
    to: given.read("end", rate),
    after: readAfterEnd(given),
  };
  return geometricRamp(leg, "start", "end");
}

/**
 * `peak * factor ^ (step / steps)`. The peak stays outside the ramp: `(peak * factor) / peak` is not `factor`, and the
 * difference would grow with every step.
 */
function growth(peak: number, steps: number, factor: number): ScheduleDraft {
  const ramp: ScheduleDraft = {
    kind: "ramp",
    start: 0,
    end: steps,
    from: 1,
    to: factor,
    interpolation: "geometric",
    after: "extend",
  };
  return { kind: "product", children: [{ kind: "constant", value: peak }, ramp] };
}
