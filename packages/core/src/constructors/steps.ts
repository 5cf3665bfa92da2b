/** Decays that happen all at once: after every so many steps, or at chosen ones. */
import { power } from "../math/power.js";
import type { ScheduleDraft } from "../schedule/draft.js";
import type { Schedule } from "../schedule/schedule.js";
import { build, rate, readOptions, stepList } from "./options.js";

export interface StepDecayOptions {
  /** The rate at step 0. */
  readonly peak: number;
  /** The factor by which the rate changes each time, above 0. */
  readonly gamma: number;
  /** How many steps each rate is used for, at least 1. */
  readonly stepSize: number;
}

/**
 * `peak * gamma ^ floor(step / stepSize)`
 *
 * The rate changes by the factor `gamma` at each multiple of `stepSize`, that step included.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const given = readOptions("stepDecay", options, ["peak", "gamma", "stepSize"]);
  return build(stairwell(given.read("peak", rate), given.positive("gamma"), given.whole("stepSize", 1)));
}

/** `peak * gamma ^ floor(step / every)`, as cycles that differ in nothing but their height. */
export function stairwell(peak: number, gamma: number, every: number): ScheduleDraft {
  return { kind: "cycles", child: { kind: "constant", value: 1 }, length: every, peak, decay: gamma };
}

export interface MultiStepOptions {
  /** The rate at step 0. */
  readonly peak: number;
  /** The factor by which the rate changes at each milestone, above 0. */
  readonly gamma: number;
  /** The steps from which each change holds, in ascending order; one that is there twice counts twice. */
  readonly milestones: readonly number[];
}

/**
 * `peak * gamma ^ (number of milestones <= step)`
 *
 * The rate changes by the factor `gamma` at each milestone, that step included.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and milestones that are unsorted or not whole.
 */
export function multiStep(options: MultiStepOptions): Schedule {
  const given = readOptions("multiStep", options, ["peak", "gamma", "milestones"]);
  const peak = given.read("peak", rate);
  const gamma = given.positive("gamma");
  const boundaries = given.read("milestones", stepList);
  const values = [peak, ...boundaries.map((_, i) => peak * power(gamma, i + 1))];
  return build({ kind: "stairs", boundaries, values });
}
