/** Values of a schedule for consecutive steps. */
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleFunction } from "./plan.js";

/**
 * The largest number of steps that are evaluated at once. One batch keeps the evaluator's data in the processor's
 * caches; a thousand schedulers that evaluate one step each in turn would take twice as long.
 */
const MOST_AHEAD = 256;

/** A curve with a buffer of its next values. The caller's functions are only called for the current step. */
export class LookAhead {
  /** The values from `#start` on. */
  #ahead = new Float64Array(1);
  readonly #pure: Schedule | null;
  /** A small integer from the start, so that the engine stores it unboxed. */
  #start = -1;
  /** The number of values. */
  #reach = 0;

  constructor(readonly curve: ScheduleFunction) {
    this.#pure = isSchedule(curve) ? curve : null;
  }

  /** The value at a step; values of fractional steps are not buffered. */
  valueAt(step: number): number {
    const index = step - this.#start;
    if (index >= 0 && index < this.#reach) return this.#ahead[index] ?? this.curve(step);
    if (this.#pure === null || !Number.isInteger(step)) return this.curve(step);
    this.#fill(this.#pure, step);
    return this.#ahead[0] as number;
  }

  #fill(curve: Schedule, step: number): void {
    // Doubles whenever the buffer was used up; a scheduler that jumps between steps needs no buffer.
    const reach = step === this.#start + this.#reach ? Math.min(2 * this.#reach, MOST_AHEAD) : 1;
    if (reach !== this.#ahead.length) this.#ahead = new Float64Array(reach);
    fillSteps(curve, this.#ahead, step);
    this.#start = step;
    this.#reach = reach;
  }
}
