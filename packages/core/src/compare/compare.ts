/** Compares schedules: the differences, their size and their reasons. */
import { Fields, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { restsAt } from "../evaluate/rests-at.js";
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import { reasonsOf } from "./reasons.js";

export interface CompareOptions {
  /** The number of updates to compare. Default: until the last schedule becomes constant. */
  readonly totalSteps?: number;
}

export interface StepDifference {
  readonly step: number;
  /** The second rate minus the first. */
  readonly difference: number;
  /** The difference as a share of the first schedule's peak. */
  readonly relative: number;
}

export interface ScheduleDifference {
  readonly largest: StepDifference;
  /** The mean of the absolute differences. */
  readonly mean: number;
  /** The mean as a share of the first schedule's peak. */
  readonly meanRelative: number;
  /** The first update at which the two differ; null: they are equal. */
  readonly firstDifferent: number | null;
  /** The reasons of the difference, in sentences about the second schedule; empty if unknown. */
  readonly reasons: readonly string[];
}

export interface Comparison {
  readonly totalSteps: number;
  /** The first update at which each schedule is highest. */
  readonly peaks: readonly number[];
  /** Each schedule after the first, compared with the first. */
  readonly differences: readonly ScheduleDifference[];
}

const BLOCK = 4096;
/** The largest number of updates that are compared one by one. */
const MOST_STEPS = 5e7;
/** Differences below this share of the peak are float64 rounding. */
const ROUNDING = 1e-12;

/**
 * Compares schedules update by update, each with the first.
 *
 * @throws InvalidArgumentError for fewer than two schedules, or without a total if all schedules are endless.
 */
export function compare(
  first: Schedule,
  second: Schedule,
  ...more: readonly (Schedule | CompareOptions)[]
): Comparison {
  const last = more.at(-1);
  const options = last === undefined || isSchedule(last) ? {} : last;
  const schedules = [first, second, ...more].filter((each) => each !== options) as Schedule[];
  for (const [i, schedule] of schedules.entries()) {
    if (!isSchedule(schedule)) throw new InvalidArgumentError(`schedules[${i}]`, schedule, "a schedule");
  }
  const fields = new Fields("compare", "options", options, ["totalSteps"]);
  const totalSteps = fields.has("totalSteps")
    ? fields.read("totalSteps", (name, value) => wholeNumber(name, value, 1))
    : commonEnd(schedules);
  if (totalSteps > MOST_STEPS) {
    throw new InvalidArgumentError("totalSteps", totalSteps, `at most ${MOST_STEPS}`);
  }
  return compared(schedules, totalSteps);
}

function commonEnd(schedules: readonly Schedule[]): number {
  const rests = schedules
    .map(({ node }) => restsAt(node))
    .filter((step) => step !== Number.POSITIVE_INFINITY);
  const end = Math.ceil(Math.max(...rests));
  if (end > 0 && Number.isSafeInteger(end)) return end;
  throw new InvalidArgumentError("totalSteps", undefined, "given, because none of the schedules has an end");
}

interface Running {
  largest: number;
  at: number;
  sum: number;
  first: number | null;
}

function compared(schedules: readonly Schedule[], totalSteps: number): Comparison {
  const blocks = schedules.map(() => new Float64Array(BLOCK));
  const tops = schedules.map(() => ({ value: Number.NEGATIVE_INFINITY, step: 0 }));
  const running: Running[] = schedules.slice(1).map(() => ({ largest: 0, at: 0, sum: 0, first: null }));
  for (let start = 0; start < totalSteps; start += BLOCK) {
    const count = Math.min(BLOCK, totalSteps - start);
    for (const [i, schedule] of schedules.entries()) {
      const block = blocks[i] as Float64Array;
      fillSteps(schedule, block.subarray(0, count), start);
      const top = tops[i] as { value: number; step: number };
      for (let k = 0; k < count; k++) {
        if ((block[k] as number) > top.value) Object.assign(top, { value: block[k], step: start + k });
      }
      if (i > 0) add(running[i - 1] as Running, blocks[0] as Float64Array, block, count, start);
    }
  }
  const peak = (tops[0] as { value: number }).value;
  const share = (difference: number) => (peak === 0 ? 0 : difference / peak);
  const differences = running.map(({ largest, at, sum, first }, i): ScheduleDifference => {
    const [one, other] = [schedules[0] as Schedule, schedules[i + 1] as Schedule];
    const isSame = Math.abs(share(largest)) <= ROUNDING;
    return {
      largest: { step: at, difference: largest, relative: share(largest) },
      mean: sum / totalSteps,
      meanRelative: share(sum / totalSteps),
      firstDifferent: isSame ? null : firstDifference(one, other, first ?? 0, totalSteps, peak),
      reasons: isSame
        ? []
        : reasonsOf(one, other, totalSteps, [
            (tops[0] as { step: number }).step,
            (tops[i + 1] as { step: number }).step,
          ]),
    };
  });
  return { totalSteps, peaks: tops.map(({ step }) => step), differences };
}

function add(running: Running, one: Float64Array, other: Float64Array, count: number, start: number): void {
  for (let k = 0; k < count; k++) {
    const difference = (other[k] as number) - (one[k] as number);
    const size = Math.abs(difference);
    running.sum += size;
    if (difference !== 0) running.first ??= start + k;
    if (size > Math.abs(running.largest)) Object.assign(running, { largest: difference, at: start + k });
  }
}

/** The first update whose difference is more than rounding, starting at the first update with any difference. */
function firstDifference(
  one: Schedule,
  other: Schedule,
  from: number,
  totalSteps: number,
  peak: number,
): number | null {
  for (let step = from; step < totalSteps; step++) {
    if (Math.abs(one(step) - other(step)) > ROUNDING * Math.abs(peak)) return step;
  }
  return null;
}
