/** HyperbolicLR: a decay whose start does not depend on the length of the run. */
import { rate } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { type EndOptions, type Rate, readEnd, readOptions, type Steps } from "./options.js";

export interface HyperbolicOptions extends EndOptions {
  /** The rate at step 0. */
  readonly peak: Rate;
  /** Number of steps of the decay, at least 1. */
  readonly totalSteps: Steps;
  /**
   * The length of the longest run of the experiment, at least `totalSteps`; only a run of this length reaches `end`.
   */
  readonly longestTotalSteps: Steps;
}

/**
 * `peak + (peak - end) * (h(step) - h(0))`
 * with `h(t) = sqrt((N - t) / U * (2 - (N + t) / U))`, `N = totalSteps` and `U = longestTotalSteps`
 *
 * A decay along a hyperbola, whose first steps hardly depend on the length of the run. Longer runs end lower. The rate
 * is held after `totalSteps`.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, an end above the peak, counts that are not
 * whole, or a `longestTotalSteps` below `totalSteps`.
 * @see Kim, HyperbolicLR: Epoch Insensitive Learning Rate Scheduler, 2024.
 * @whenToUse Hyperparameters tuned on short runs and used for long ones.
 * @whenNotTo A run that should reach `end`: only the longest one does.
 * @example
 * hyperbolic({ peak: 1e-2, end: 1e-5, totalSteps: 5_000, longestTotalSteps: 10_000 })
 */
export function hyperbolic(options: HyperbolicOptions): Schedule {
  const names = ["peak", "end", "endRatio", "totalSteps", "longestTotalSteps"] as const;
  const given = readOptions("hyperbolic", options, names);
  const peak = given.read("peak", rate);
  const end = readEnd(given, peak);
  if (end > peak) {
    const name = given.has("endRatio") ? "endRatio" : "end";
    throw new InvalidArgumentError(name, given.get(name), `at most the peak, which is ${peak}`);
  }
  const total = given.whole("totalSteps", 1);
  const longest = given.whole("longestTotalSteps", 1);
  if (longest < total) {
    throw new InvalidArgumentError("longestTotalSteps", longest, `at least totalSteps, which is ${total}`);
  }
  const atStart = Math.sqrt((total / longest) * (2 - total / longest));
  const root = (offset: number): ScheduleDraft => ({
    kind: "power",
    offset,
    slope: -1 / longest,
    exponent: 0.5,
  });
  const hyperbola: ScheduleDraft = {
    kind: "product",
    children: [{ kind: "constant", value: peak - end }, root(total / longest), root(2 - total / longest)],
  };
  const base: ScheduleDraft = { kind: "constant", value: end + (peak - end) * (1 - atStart) };
  return build({
    kind: "join",
    boundaries: [total],
    children: [{ kind: "sum", children: [base, hyperbola] }, base],
    rebase: false,
  });
}
