/** Transfers a good peak of a shorter run to a longer run. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { Fields, positiveNumber } from "@anneal/core/arguments";
import { convexBound } from "./convex-bound.js";

export interface TransferPeakOptions {
  /** The best peak found for the shorter run. */
  readonly peak: number;
  /** The number of updates of that run. */
  readonly from: number;
  /** The number of updates of the new run. */
  readonly to: number;
  /** Creates the schedule for a peak and a length. */
  schedule(peak: number, totalSteps: number): Schedule | ((step: number) => number);
}

/**
 * The peak for a run of another length by the convex bound: the peak moves like the best peak of the bound. For a fixed
 * shape it falls with the square root of the length, and faster if the decay keeps its length.
 *
 * ```ts
 * const schedule = (peak, totalSteps) => warmupStableDecay({ peak, totalSteps, warmupSteps: 500, decaySteps: totalSteps / 5 });
 * transferPeak({ peak: 1e-3, from: 10_000, to: 80_000, schedule });
 * ```
 *
 * @throws InvalidArgumentError
 * @see Schaipp et al., ICML 2025, on schedules for continued training.
 */
export function transferPeak(options: TransferPeakOptions): number {
  const given = new Fields("transferPeak", "options", options, ["peak", "from", "to", "schedule"]);
  const peak = given.read("peak", positiveNumber);
  const [from, to] = [given.whole("from", 1), given.whole("to", 1)];
  const schedule = given.get("schedule") as TransferPeakOptions["schedule"];
  if (typeof schedule !== "function") {
    throw new InvalidArgumentError("schedule", schedule, "a function from a peak and a length to a schedule");
  }
  const best = (totalSteps: number) => convexBound(schedule(peak, totalSteps), { at: totalSteps }).bestPeak;
  return (peak * best(to)) / best(from);
}
