/** A decay that branches off a run at any step. */
import { rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, createSchedule, type Schedule } from "../schedule/schedule.js";
import { type EndOptions, readEnd, readOptions, type Steps, scheduleTree } from "./options.js";
import { joinSegments } from "./segments.js";
import { DECAY_SHAPES, type DecayShape, decayTree } from "./warm-up-stable-decay.js";

export interface BranchDecayOptions extends EndOptions {
  /** The schedule of the run, or a number for a constant rate. It does not change up to `at`. */
  readonly schedule: Schedule | number;
  /** The step at which the decay starts, from the rate of the schedule at that step. */
  readonly at: Steps;
  /** Number of steps of the decay, at least 1. `end` is reached at step `at + decaySteps` and held. */
  readonly decaySteps: Steps;
  /** The shape of the decay. Default: `"1-sqrt"`. */
  readonly decay?: DecayShape;
}

/**
 * `schedule(step)` up to `at`, then `schedule(at) + (end - schedule(at)) * E((step - at) / decaySteps)`
 *
 * A decay that branches off a run at a stable rate, so that one long run gives finished models at several steps. The
 * rate is continuous at the branch. `E` is as in `warmupStableDecay`, by default `sqrt(u)`, and `endRatio` is a share
 * of the rate at the branch.
 *
 * @throws InvalidArgumentError for counts that are not whole, an end above the rate at the branch, or a rate there that
 * is negative or not finite.
 * @see Hägele et al., Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations, 2024.
 * @whenToUse A finished model from a run at a stable rate, at any step.
 * @whenNotTo A run that is already decaying: use `extend`.
 * @example
 * branchDecay({ schedule: 3e-4, at: 80_000, decaySteps: 20_000 })
 */
export function branchDecay(options: BranchDecayOptions): Schedule {
  const names = ["schedule", "at", "decaySteps", "decay", "end", "endRatio"] as const;
  const given = readOptions("branchDecay", options, names);
  const trunk = given.read("schedule", scheduleTree);
  const at = given.whole("at", 0);
  const from = createSchedule(trunk)(at);
  rate("schedule(at)", from);
  const to = readEnd(given, from);
  if (to > from) {
    const name = given.has("endRatio") ? "endRatio" : "end";
    throw new InvalidArgumentError(name, given.get(name), `at most the rate at the branch, which is ${from}`);
  }
  const leg = { start: at, end: at + given.whole("decaySteps", 1), from, to };
  const shape = given.choice("decay", DECAY_SHAPES, "1-sqrt");
  const endName = given.has("endRatio") ? "endRatio" : "end";
  return build(
    joinSegments([
      { label: "trunk", tree: trunk, until: at },
      {
        label: "decay",
        tree: decayTree(shape, leg, "schedule(at)", endName),
        until: Number.POSITIVE_INFINITY,
      },
    ]),
  );
}
