/** Jagged restarts: a schedule that drops to 0 at regular steps and warms up again. */
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { readOptions, type Steps, scheduleTree } from "./options.js";
import { linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface JaggedRestartsOptions {
  /** The schedule under the restarts, a number for a constant one. */
  readonly schedule: Schedule | number;
  /** The number of steps between two restarts, at least 1; the first one is at this step. */
  readonly every: Steps;
  /** How many steps the rate rises from 0 after a restart. Default: 10. */
  readonly warmupSteps?: Steps;
  /** How many steps the rate falls to 0 before a restart. Default: 1. */
  readonly annealSteps?: Steps;
}

/**
 * `schedule(step) * min(1, sinceRestart / warmupSteps, untilRestart / annealSteps)`
 *
 * A schedule with restarts: at each multiple of `every` the rate is 0, and it rises in a straight line back to the
 * schedule. The first cycle has no warm-up of its own.
 *
 * @throws InvalidArgumentError for counts that are not whole, and a warm-up and a fall that take more steps than a cycle.
 * @see Lialin et al., ReLoRA: High-Rank Training Through Low-Rank Updates, 2023.
 * @whenToUse Training that resets its optimizer at regular steps, such as ReLoRA.
 * @whenNotTo Restarts at full height: use `cosineRestarts`.
 * @example
 * jaggedRestarts({ schedule: cosine({ peak: 1e-3, totalSteps: 10_000 }), every: 2_000, warmupSteps: 100 })
 */
export function jaggedRestarts(options: JaggedRestartsOptions): Schedule {
  const names = ["schedule", "every", "warmupSteps", "annealSteps"] as const;
  const given = readOptions("jaggedRestarts", options, names);
  const tree = given.read("schedule", scheduleTree);
  const every = given.whole("every", 1);
  const warmupSteps = given.whole("warmupSteps", 0, 10);
  const annealSteps = given.whole("annealSteps", 0, 1);
  if (warmupSteps + annealSteps > every) {
    const expected = `at least warmupSteps + annealSteps, which is ${warmupSteps + annealSteps}`;
    throw new InvalidArgumentError("every", every, expected);
  }
  const full: ScheduleDraft = { kind: "constant", value: 1 };
  const fallStart = every - annealSteps;
  const fall = {
    label: "anneal",
    tree: linearRamp({ start: fallStart, end: every, from: 1, to: 0 }),
    until: Number.POSITIVE_INFINITY,
  };
  const firstCycle = joinSegments([{ label: "full", tree: full, until: fallStart }, fall]);
  const laterCycle = joinSegments([
    {
      label: "warm-up",
      tree: linearRamp({ start: 0, end: warmupSteps, from: 0, to: 1 }),
      until: warmupSteps,
    },
    { label: "full", tree: full, until: fallStart },
    fall,
  ]);
  // A cycle's child sees the share of the cycle that is done; the factor is written in steps.
  const inSteps: ScheduleDraft = { kind: "time", child: laterCycle, scale: every };
  const cycles: ScheduleDraft = { kind: "cycles", child: inSteps, length: every };
  const factor: ScheduleDraft = { kind: "join", boundaries: [every], children: [firstCycle, cycles] };
  return build({ kind: "product", children: [tree, factor] });
}
