/** Values of curves for consecutive steps. */
import { fillSteps, isSchedule, type Schedule } from "../schedule/schedule.js";
import type { ScheduleFunction } from "./plan.js";

/**
 * The largest number of steps that are evaluated at once. One batch keeps the evaluator's data in the processor's
 * caches; a thousand schedulers that evaluate one step each in turn would take twice as long.
 */
const MOST_AHEAD = 256;

/** A buffer for the values of one schedule, which are then interleaved with those of the others. */
const filled = new Float64Array(MOST_AHEAD);

/**
 * Curves with a buffer of their next values. The values of a step are adjacent, because a thousand schedulers in turn
 * mostly wait for memory. The caller's functions are only called for the current step.
 */
export class RowsAhead {
  /** A row for each step from `#start` on. */
  values: Float64Array;
  readonly #curves: readonly ScheduleFunction[];
  readonly #width: number;
  /** The curves if all are schedules; null: some are functions, which may return another value when called again. */
  readonly #pure: readonly Schedule[] | null;
  /** A small integer from the start, so that the engine stores it unboxed. */
  #start = -1;
  /** The number of rows. */
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

  /** The index in `values` where the row of a step starts; rows of fractional steps are not buffered. */
  rowOf(step: number): number {
    const index = step - this.#start;
    if (index >= 0 && index < this.#reach && Number.isInteger(index)) return index * this.#width;
    if (this.#pure !== null && Number.isInteger(step)) this.#fill(this.#pure, step);
    else this.#ask(step);
    return 0;
  }

  #fill(curves: readonly Schedule[], step: number): void {
    // Doubles whenever the buffer was used up; a scheduler that jumps between steps needs no buffer.
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

/** A curve with a buffer of its next values. */
export class LookAhead extends RowsAhead {
  constructor(readonly curve: ScheduleFunction) {
    super([curve]);
  }

  valueAt(step: number): number {
    const row = this.rowOf(step);
    return this.values[row] as number;
  }
}
