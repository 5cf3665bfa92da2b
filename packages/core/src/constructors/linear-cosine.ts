/** A cosine under a linear envelope. */
import { rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type EndOptions, type Rate, readEnd, readOptions, type Steps } from "./options.js";
import { linearRamp } from "./ramps.js";

export interface LinearCosineOptions extends EndOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** The step at which `end` is reached and held, at least 1. */
  readonly totalSteps: Steps;
  /** The number of half periods of the cosine, above 0. Default: 1. */
  readonly halfCycles?: number;
}

/**
 * `end + (peak - end) * (1 - u) * (1 + cos(pi * halfCycles * u)) / 2` with `u = step / totalSteps`
 *
 * A cosine whose amplitude falls linearly to 0: shrinking waves, or with one half period a decay that is steeper than a
 * plain cosine.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or both `end` and
 * `endRatio`.
 * @see Bello et al., Neural Optimizer Search with Reinforcement Learning, 2017.
 * @whenToUse Reproducing TensorFlow's linear cosine decay, and restarts that fade out.
 * @whenNotTo A flat end: a plain cosine is flatter there.
 * @example
 * linearCosine({ peak: 1e-3, totalSteps: 10_000, halfCycles: 7 })
 */
export function linearCosine(options: LinearCosineOptions): Schedule {
  const given = readOptions("linearCosine", options, ["peak", "end", "endRatio", "totalSteps", "halfCycles"]);
  const peak = given.read("peak", rate);
  const end = readEnd(given, peak);
  const leg = { start: 0, end: given.whole("totalSteps", 1), to: 0 };
  const easing = { kind: "cosine", halfCycles: given.positive("halfCycles", 1) } as const;
  const wave: ScheduleDraft = {
    kind: "product",
    children: [linearRamp({ ...leg, from: peak - end }), { kind: "ramp", ...leg, from: 1, easing }],
  };
  return build(end === 0 ? wave : { kind: "sum", children: [{ kind: "constant", value: end }, wave] });
}
