/** What is found: a call of a constructor, and what the log leaves open about its numbers. */
import type { Schedule } from "../schedule/schedule.js";
import type { Observation } from "./observations.js";
import type { Interval } from "./rates.js";

/** A constructor's name and the options to call it with. */
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
  | readonly IdentifiedCall[];

export interface Identification extends IdentifiedCall {
  /** The name of the constructor: `"warmupCosine"`. */
  readonly name: string;
  /**
   * The options to call it with: of the numbers that the log allows those with the fewest digits. The schedules of a
   * `join` or a `warmup` are calls themselves.
   */
  readonly options: Readonly<Record<string, IdentifiedValue>>;
  readonly schedule: Schedule;
  /**
   * What the log allows each number to be, by the option's name, such as `schedules[1].peak`. Infinity: the log says
   * nothing from there on.
   */
  readonly intervals: Readonly<Record<string, Interval>>;
}

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
