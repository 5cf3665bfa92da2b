/** The result of `identify`: a constructor call, and the range of its numbers. */
import type { Schedule } from "../schedule/schedule.js";
import type { Observation } from "./observations.js";
import type { Interval } from "./rates.js";

/** A constructor's name and its options. */
export interface IdentifiedCall {
  readonly name: string;
  readonly options: Readonly<Record<string, IdentifiedValue>>;
}

export type IdentifiedValue =
  | number
  | string
  | boolean
  | readonly number[]
  | IdentifiedCall
  | readonly (number | IdentifiedCall)[];

export interface Identification extends IdentifiedCall {
  /** The name of the constructor: `"warmupCosine"`. */
  readonly name: string;
  /**
   * The options. Each number is the one with the fewest digits in its range. The schedules of a `join` or a `warmup`
   * are calls themselves.
   */
  readonly options: Readonly<Record<string, IdentifiedValue>>;
  readonly schedule: Schedule;
  /**
   * The range of each number that fits the log, by the option's name, such as `schedules[1].peak`. Infinity: the log
   * sets no upper limit.
   */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** Finds one curve through all points. */
export type FindOne = (observations: readonly Observation[]) => Identification | null;

/** The call alone, as an option of another. */
export const callOf = ({ name, options }: IdentifiedCall): IdentifiedCall => ({ name, options });

/** Whether a schedule reproduces every logged point. */
export type Check = (schedule: Schedule) => boolean;

export const reproduces =
  (observations: readonly Observation[]): Check =>
  (schedule) =>
    observations.every(({ step, low, high }) => {
      const value = schedule(step);
      const slack = 1e-12 * Math.abs(value);
      return value >= low - slack && value <= high + slack;
    });

/** The intervals of a call that is an option of another. */
export function prefixed(
  prefix: string,
  intervals: Readonly<Record<string, Interval>>,
): Record<string, Interval> {
  return Object.fromEntries(
    Object.entries(intervals).map(([name, interval]) => [`${prefix}.${name}`, interval]),
  );
}

/** The interval of a number that is chosen, such as a unit or a sign: the other numbers follow it. */
export const only = (value: number): Interval => ({ minimum: value, maximum: value });
