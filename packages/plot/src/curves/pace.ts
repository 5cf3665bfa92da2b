/** Measures the evaluation of schedules, and stops if all of it would take too long. */
import { InvalidArgumentError } from "@anneal/core";
import { roundedUp } from "../text/numbers.js";

/** The longest evaluation time, in milliseconds. */
const LONGEST = 10_000;
/**
 * The time in milliseconds after which the rest is estimated; before that, a single pause of the machine would distort
 * the estimate.
 */
const ENOUGH = 1000;
/** If the estimated total exceeds the limit by this factor, a tenth of that time is enough for the estimate. */
const FAR_BEYOND = 100;
/** The duration of the recommended stride, as a share of the limit: the next run may be slower. */
const RECOMMENDED = 0.2;

export class Pace {
  readonly #total: number;
  readonly #stride: number;
  #done = 0;
  /** The time of the first values, in milliseconds; before it, the schedule was prepared. */
  #began: number | null = null;
  #measured = 0;

  readonly #now: () => number;

  /** @param total The total number of values. */
  constructor(total: number, stride: number, now: () => number = Date.now) {
    this.#total = total;
    this.#stride = stride;
    this.#now = now;
  }

  /**
   * Counts evaluated values.
   * @throws InvalidArgumentError if all of them would take more than 10 seconds.
   */
  add(count: number): void {
    this.#done += count;
    if (this.#began === null) {
      this.#began = this.#now();
      return;
    }
    this.#measured += count;
    const elapsed = this.#now() - this.#began;
    const all = (elapsed * this.#total) / this.#measured;
    const isCertain = elapsed >= ENOUGH || (elapsed >= ENOUGH / 10 && all > FAR_BEYOND * LONGEST);
    if (!isCertain || all <= LONGEST || this.#done >= this.#total) return;
    const stride = roundedUp((this.#stride * all) / (RECOMMENDED * LONGEST));
    const seconds = Math.round(all / 1000);
    const expected = `at least ${stride}: ${this.#total} steps would take about ${seconds} seconds here`;
    throw new InvalidArgumentError("stride", this.#stride, expected);
  }
}
