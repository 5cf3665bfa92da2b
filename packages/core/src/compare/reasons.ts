/** The reasons why two schedules differ, as far as their curves show them. */
import type { Schedule } from "../schedule/schedule.js";

type Peaks = readonly [number, number];

/** The number of updates that are examined to distinguish curves. */
const MOST_EXAMINED = 200;
const SAME = 1e-9;

export function reasonsOf(one: Schedule, other: Schedule, totalSteps: number, peaks: Peaks): string[] {
  const factor = commonFactor(one, other, totalSteps);
  if (factor !== null) return [`every rate is ${shown(factor)} times the first schedule's`];
  const shift = commonShift(one, other, totalSteps);
  if (shift !== null) return [`the whole curve ${inUpdates(shift)}`];
  const highest = Math.max(one(peaks[0]), other(peaks[1]));
  return [
    ...startReasons(one, other, peaks, highest),
    ...peakReasons(one, other, peaks, highest),
    ...endReasons(one, other, totalSteps, highest),
  ];
}

/** Updates at equal distances. */
function places(from: number, to: number): number[] {
  const count = Math.min(MOST_EXAMINED, Math.max(1, to - from));
  return Array.from({ length: count }, (_, i) => from + Math.floor((i * (to - from)) / count));
}

const isNear = (a: number, b: number, scale: number) => Math.abs(a - b) <= SAME * scale;

function commonFactor(one: Schedule, other: Schedule, totalSteps: number): number | null {
  const steps = places(0, totalSteps);
  const step = steps.find((each) => one(each) !== 0);
  if (step === undefined) return null;
  const factor = other(step) / one(step);
  return steps.every((each) => isNear(other(each), factor * one(each), Math.abs(factor * one(step))))
    ? factor
    : null;
}

/** The number of updates by which the second curve is ahead (above 0) or behind. */
function commonShift(one: Schedule, other: Schedule, totalSteps: number, from = 0): number | null {
  const scale = Math.max(...places(0, totalSteps).map((step) => one(step)));
  for (const by of [1, -1, 2, -2]) {
    const steps = places(Math.max(from, -by), totalSteps - 2);
    if (steps.every((step) => isNear(other(step), one(step + by), scale))) return by;
  }
  return null;
}

function inUpdates(shift: number): string {
  const count = Math.abs(shift) === 1 ? "one update" : `${Math.abs(shift)} updates`;
  return `runs ${count} ${shift > 0 ? "ahead" : "behind"}`;
}

function startReasons(
  one: Schedule,
  other: Schedule,
  [onePeak, otherPeak]: Peaks,
  highest: number,
): string[] {
  const reasons: string[] = [];
  const rise = Math.min(onePeak, otherPeak);
  const differs = places(0, Math.max(1, rise)).some((step) => !isNear(one(step), other(step), highest));
  if (!differs) return reasons;
  const shift = rise > 3 ? commonShift(one, other, rise) : null;
  if (shift !== null) reasons.push(`the warm-up ${inUpdates(shift)}`);
  if (isNear(other(0), other(1), highest * 1e-3) && !isNear(one(0), one(1), highest * 1e-3)) {
    reasons.push("updates 0 and 1 run at the same rate");
  }
  if (one(0) === 0 && other(0) !== 0) reasons.push(`the first update is at ${shown(other(0))} instead of 0`);
  if (one(0) !== 0 && other(0) === 0) reasons.push("the first update is at 0");
  if (reasons.length === 0) reasons.push("the warm-up has a different shape");
  return reasons;
}

function peakReasons(one: Schedule, other: Schedule, [onePeak, otherPeak]: Peaks, highest: number): string[] {
  const [first, second] = [one(onePeak), other(otherPeak)];
  if (!isNear(first, second, highest)) return [`the peak is ${shown(second)} instead of ${shown(first)}`];
  return onePeak === otherPeak ? [] : [`the peak is at update ${otherPeak} instead of ${onePeak}`];
}

function endReasons(one: Schedule, other: Schedule, totalSteps: number, highest: number): string[] {
  const last = totalSteps - 1;
  const later = totalSteps + Math.ceil(totalSteps / 10);
  const reasons: string[] = [];
  if (!isNear(one(last), other(last), highest)) {
    reasons.push(`the last update is at ${shown(other(last))} instead of ${shown(one(last))}`);
  }
  const rebounds = (schedule: Schedule) => schedule(later) > schedule(totalSteps) + SAME * highest;
  if (rebounds(other) && !rebounds(one)) reasons.push("it rises again after its end");
  if (rebounds(one) && !rebounds(other))
    reasons.push("it holds its last rate, while the first rises again after its end");
  return reasons;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
