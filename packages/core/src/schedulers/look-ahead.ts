/** Values of curves for steps that come one after the other. */
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleFunction } from "./plan.js";

/**
 * How many steps of schedules are evaluated at once, at most. What an evaluation needs is then in the processor's caches
 * for all of them; one step of each of a thousand schedulers in turn would take twice as long.
 */
const MOST_AHEAD = 256;

/** The values of one schedule, before they are put beside those of the others. */
const filled = new Float64Array(MOST_AHEAD);

/**
 * Curves with some of their next values at hand. The values for a step lie beside each other: thousands of schedulers that
 * take turns wait for memory more than for anything else. Functions that aren't ours are asked for a step when it comes.
 */
export class RowsAhead {
  /** A row for each step from `#start` on. */
  values: Float64Array;
  readonly #curves: readonly ScheduleFunction[];
  readonly #width: number;
  /** The curves, where all are ours; null: some are functions that may say something else when asked again. */
  readonly #pure: readonly Schedule[] | null;
  /** A small whole number, also at first, is kept in the object itself. */
  #start = -1;
  /** How many rows there are. */
  #reach = 0;

  constructor(curves: readonly ScheduleFunction[]) {
    this.#curves = curves;
    this.#width = curves.length;
    this.#pure = curves.every(isSchedule) ? curves : null;
    this.values = new Float64Array(curves.length);
  }

  get arePure(): boolean {
    return this.#pure !== null;
  }

  /** Where in `values` the row for a step starts; that of one between two whole steps is not kept. */
  rowOf(step: number): number {
    const index = step - this.#start;
    if (index >= 0 && index < this.#reach && Number.isInteger(index)) return index * this.#width;
    if (this.#pure !== null && Number.isInteger(step)) this.#fill(this.#pure, step);
    else this.#ask(step);
    return 0;
  }

  #fill(curves: readonly Schedule[], step: number): void {
    // Twice as far each time that the values were used to their end; a scheduler that jumps about needs none.
    const reach = step === this.#start + this.#reach ? Math.min(2 * this.#reach, MOST_AHEAD) : 1;
    const width = this.#width;
    if (this.values.length !== reach * width) this.values = new Float64Array(reach * width);
    const { values } = this;
    const steps = filled.subarray(0, reach);
    for (let i = 0; i < width; i++) {
      fillSteps(curves[i] as Schedule, steps, step);
      for (let k = 0; k < reach; k++) values[k * width + i] = steps[k] as number;
    }
    this.#start = step;
    this.#reach = reach;
  }

  #ask(step: number): void {
    const curves = this.#curves;
    this.#reach = 0;
    for (let i = 0; i < curves.length; i++) this.values[i] = (curves[i] as ScheduleFunction)(step);
  }
}

/** One curve with some of its next values at hand. */
export class LookAhead extends RowsAhead {
  constructor(readonly curve: ScheduleFunction) {
    super([curve]);
  }

  valueAt(step: number): number {
    const row = this.rowOf(step);
    return this.values[row] as number;
  }
}
