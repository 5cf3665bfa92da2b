/** Jagged restarts: a schedule that regularly drops to 0 and warms up again. */
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { readOptions, type Steps, scheduleTree } from "./options.js";
import { linearRamp } from "./ramps.js";
import { joinSegments } from "./segments.js";

export interface JaggedRestartsOptions {
  /** The schedule, or a number for a constant rate. */
  readonly schedule: Schedule | number;
  /** Number of steps between restarts, at least 1; the first restart is at this step. */
  readonly every: Steps;
  /** Number of steps in which the rate rises from 0 after a restart. Default: 10. */
  readonly warmupSteps?: Steps;
  /** Number of steps in which the rate falls to 0 before a restart. Default: 1. */
  readonly annealSteps?: Steps;
}

/**
 * `schedule(step) * min(1, sinceRestart / warmupSteps, untilRestart / annealSteps)`
 *
 * Restarts a schedule at regular steps: at each multiple of `every` the rate is 0, and then it rises linearly back to
 * the schedule. The first cycle has no warm-up.
 *
 * @throws InvalidArgumentError for counts that are not whole, or a warm-up and a fall that do not fit into a cycle.
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
  // The child of a cycle gets its progress from 0 to 1; the factor is written in steps.
  const inSteps: ScheduleDraft = { kind: "time", child: laterCycle, scale: every };
  const cycles: ScheduleDraft = { kind: "cycles", child: inSteps, length: every };
  const factor: ScheduleDraft = { kind: "join", boundaries: [every], children: [firstCycle, cycles] };
  return build({ kind: "product", children: [tree, factor] });
}
