/** Cosine annealing with warm restarts. */
import { type Fields, rate } from "../arguments.js";
import { build, type Schedule } from "../schedule/schedule.js";
import type { EasingDraft, ScheduleDraft } from "../tree/draft.js";
import { DECAYS_OF, type EndOptions, type Rate, readEnd, readOptions, type Steps } from "./options.js";

export interface CosineRestartsOptions extends EndOptions {
  /** The rate at the start of the first cycle. */
  readonly peak: Rate;
  /** Number of steps of the first cycle, at least 1. */
  readonly firstCycleSteps: Steps;
  /**
   * The length of each cycle relative to the previous one, above 0. Below 1 the cycles add up to a finite length, after
   * which the rate is `end`. Default: 1.
   */
  readonly cycleMultiplier?: number;
  /** The peak of each cycle relative to the previous one, at least 0. Default: 1. */
  readonly peakDecay?: number;
  /**
   * What `peakDecay` multiplies: the peak itself (`"peak"`), its height above `end` (`"amplitude"`), which never falls
   * below `end`, or all rates of the cycle, `end` included (`"rate"`). Default: `"peak"`.
   */
  readonly decayOf?: "peak" | "amplitude" | "rate";
  /** Number of cycles, after which the rate is `end`. Default: no limit. */
  readonly cycles?: Steps;
}

/**
 * `end + (peak * peakDecay ^ i - end) * (1 + cos(pi * u)) / 2`
 * with `u` the share of cycle `i` that is done, which lasts `firstCycleSteps * cycleMultiplier ^ i` steps
 *
 * Cosine annealing with warm restarts: each cycle decays from its peak to `end`, and the next one starts at its own
 * peak.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or both `end` and
 * `endRatio`.
 * @see Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017.
 * @whenToUse Snapshot ensembles, and runs evaluated at the end of each cycle.
 * @whenNotTo One final model: the restarts cost more than they gain.
 * @example
 * cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000, cycleMultiplier: 2, cycles: 4 })
 */
export function cosineRestarts(options: CosineRestartsOptions): Schedule {
  return build(cyclesOf(readOptions("cosineRestarts", options, RESTART_NAMES), { kind: "cosine" }));
}

export const RESTART_NAMES = [
  "peak",
  "end",
  "endRatio",
  "firstCycleSteps",
  "cycleMultiplier",
  "peakDecay",
  "decayOf",
  "cycles",
] as const;

/** Cycles of one shape from their peak to the end. */
export function cyclesOf(given: Fields<(typeof RESTART_NAMES)[number]>, easing: EasingDraft): ScheduleDraft {
  const peak = given.read("peak", rate);
  const end = readEnd(given, peak);
  const decayOf = given.choice("decayOf", DECAYS_OF, "peak");
  // The rates are those of the child, which the cycles scale as a whole.
  const isWhole = decayOf === "rate";
  const [from, to] = isWhole ? [peak, end] : [1, 0];
  return {
    kind: "cycles",
    child: { kind: "ramp", start: 0, end: 1, from, to, easing },
    length: given.whole("firstCycleSteps", 1),
    multiplier: given.positive("cycleMultiplier", 1),
    ...(isWhole ? {} : { peak, floor: end, decayOf }),
    decay: given.atLeast("peakDecay", 0, 1),
    limit: given.has("cycles") ? given.whole("cycles", 1) : null,
    afterwards: end,
  };
}
