/** Values of a schedule for steps that come one after the other. */
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleFunction } from "./plan.js";

/**
 * How many steps of a schedule are evaluated at once, at most. What an evaluation needs is then in the processor's caches
 * for all of them; one step of each of a thousand schedulers in turn would take twice as long.
 */
const MOST_AHEAD = 256;

/** A curve with some of its next values at hand; a function that isn't ours is asked for a step when that step comes. */
export class LookAhead {
  /** The values from `#start` on. */
  #ahead = new Float64Array(1);
  readonly #pure: Schedule | null;
  /** A small whole number, also at first, is kept in the object itself. */
  #start = -1;
  /** How many values there are. */
  #reach = 0;

  constructor(readonly curve: ScheduleFunction) {
    this.#pure = isSchedule(curve) ? curve : null;
  }

  /** The value at a step; one between two whole steps is not kept. */
  valueAt(step: number): number {
    const index = step - this.#start;
    if (index >= 0 && index < this.#reach) return this.#ahead[index] ?? this.curve(step);
    if (this.#pure === null || !Number.isInteger(step)) return this.curve(step);
    this.#fill(this.#pure, step);
    return this.#ahead[0] as number;
  }

  #fill(curve: Schedule, step: number): void {
    // Twice as far each time that the values were used to their end; a scheduler that jumps about needs none.
    const reach = step === this.#start + this.#reach ? Math.min(2 * this.#reach, MOST_AHEAD) : 1;
    if (reach !== this.#ahead.length) this.#ahead = new Float64Array(reach);
    fillSteps(curve, this.#ahead, step);
    this.#start = step;
    this.#reach = reach;
  }
}
