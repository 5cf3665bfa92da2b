/** How fast schedules are evaluated, and whether all of them would take too long. */
import { InvalidArgumentError } from "@anneal/core";
import { roundedUp } from "../text/numbers.js";

/** The longest that evaluating may take, in milliseconds. */
const LONGEST = 10_000;
/** After so many milliseconds the rest can be estimated; before that, one pause of the machine would mislead. */
const ENOUGH = 1000;
/** By how much a stride that is recommended is larger than needed, since no estimate is exact. */
const MARGIN = 1.5;

export class Pace {
  readonly #began = Date.now();
  readonly #total: number;
  readonly #stride: number;
  #done = 0;

  /** @param total How many values are needed in all. */
  constructor(total: number, stride: number) {
    this.#total = total;
    this.#stride = stride;
  }

  /**
   * Counts values that were evaluated.
   * @throws InvalidArgumentError where all of them would take more than 10 seconds.
   */
  add(count: number): void {
    this.#done += count;
    const elapsed = Date.now() - this.#began;
    const all = (elapsed * this.#total) / this.#done;
    if (elapsed < ENOUGH || all <= LONGEST) return;
    const stride = roundedUp((this.#stride * MARGIN * all) / LONGEST);
    const seconds = Math.round(all / 1000);
    const expected = `at least ${stride}: ${this.#total} steps would take about ${seconds} seconds here`;
    throw new InvalidArgumentError("stride", this.#stride, expected);
  }
}
