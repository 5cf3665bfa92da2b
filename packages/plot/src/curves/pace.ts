/** How fast schedules are evaluated, and whether all of them would take too long. */
import { InvalidArgumentError } from "@anneal/core";
import { roundedUp } from "../text/numbers.js";

/** The longest that evaluating may take, in milliseconds. */
const LONGEST = 10_000;
/** After so many milliseconds the rest can be estimated; before that, one pause of the machine would mislead. */
const ENOUGH = 1000;
/** So many times too long shows after a tenth of that. */
const BEYOND_DOUBT = 100;
/** What a recommended stride takes, as a share of the longest time: the next run may find the machine slower. */
const RECOMMENDED = 0.2;

export class Pace {
  readonly #total: number;
  readonly #stride: number;
  #done = 0;
  /** When the first values were there; the time before that went into preparing the schedule. */
  #began: number | null = null;
  #measured = 0;

  readonly #now: () => number;

  /** @param total How many values are needed in all. */
  constructor(total: number, stride: number, now: () => number = Date.now) {
    this.#total = total;
    this.#stride = stride;
    this.#now = now;
  }

  /**
   * Counts values that were evaluated.
   * @throws InvalidArgumentError where all of them would take more than 10 seconds.
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
    const isCertain = elapsed >= ENOUGH || (elapsed >= ENOUGH / 10 && all > BEYOND_DOUBT * LONGEST);
    if (!isCertain || all <= LONGEST || this.#done >= this.#total) return;
    const stride = roundedUp((this.#stride * all) / (RECOMMENDED * LONGEST));
    const seconds = Math.round(all / 1000);
    const expected = `at least ${stride}: ${this.#total} steps would take about ${seconds} seconds here`;
    throw new InvalidArgumentError("stride", this.#stride, expected);
  }
}
