/** Step decays: a factor at regular or chosen steps. */
import { rate } from "../arguments.js";
import { power } from "../math/power.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type Rate, readOptions, type Steps, stepList } from "./options.js";

export interface StepDecayOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** The factor of each change, above 0. */
  readonly gamma: number;
  /** Number of steps between changes, at least 1. */
  readonly every: Steps;
}

/**
 * `peak * gamma ^ floor(step / every)`
 *
 * Multiplies the rate by `gamma` at each multiple of `every`, starting with that step.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, and counts that are not whole.
 * @whenToUse Reproducing classic recipes for convolutional networks.
 * @whenNotTo New training: a smooth decay needs no steps to choose.
 * @example
 * stepDecay({ peak: 0.1, gamma: 0.5, every: 1_000 })
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const given = readOptions("stepDecay", options, ["peak", "gamma", "every"]);
  return build(stairwell(given.read("peak", rate), given.positive("gamma"), given.whole("every", 1)));
}

/** `peak * gamma ^ floor(step / every)`, as cycles that differ only in their height. */
export function stairwell(peak: number, gamma: number, every: number): ScheduleDraft {
  return { kind: "cycles", child: { kind: "constant", value: 1 }, length: every, peak, decay: gamma };
}

export interface MultiStepOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** The factor at each milestone, above 0. */
  readonly gamma: number;
  /** The steps of the changes, in ascending order; a step that occurs twice counts twice. */
  readonly milestones: readonly Steps[];
}

/**
 * `peak * gamma ^ (number of milestones <= step)`
 *
 * Multiplies the rate by `gamma` at each milestone, starting with that step.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, or milestones that are unsorted or not whole.
 * @whenToUse Reproducing recipes that lower the rate at stated steps, such as ResNet on ImageNet.
 * @whenNotTo New training: each length needs new milestones.
 * @example
 * multiStep({ peak: 0.1, gamma: 0.1, milestones: [3_000, 6_000, 8_000] })
 */
export function multiStep(options: MultiStepOptions): Schedule {
  const given = readOptions("multiStep", options, ["peak", "gamma", "milestones"]);
  const peak = given.read("peak", rate);
  const gamma = given.positive("gamma");
  const boundaries = given.read("milestones", stepList);
  const values = [peak, ...boundaries.map((_, i) => peak * power(gamma, i + 1))];
  return build({ kind: "stairs", boundaries, values });
}
