/** The default range of schedules. */
import { restsAt, type Schedule } from "@anneal/core";
import { usageError } from "../failure.js";

/**
 * The step at which the last of the schedules becomes constant; endless schedules are ignored if there are others.
 * @param longestRun The updates of a run, if known from elsewhere.
 * @throws CommandError if there is no such step after `from`.
 */
export function lastStep(schedules: readonly Schedule[], from: number, longestRun = 0): number {
  const rests = schedules.map((schedule) => restsAt(schedule.node));
  const ends = [...rests.filter((step) => step !== Number.POSITIVE_INFINITY), longestRun];
  const last = Math.ceil(Math.max(...ends));
  if (last > from && Number.isSafeInteger(last)) return last;
  const isEndless = rests.includes(Number.POSITIVE_INFINITY);
  const reason = isEndless ? "the schedule has no end" : `nothing changes after step ${from}`;
  throw usageError(`--to is missing: ${reason}, so give the last step`);
}
