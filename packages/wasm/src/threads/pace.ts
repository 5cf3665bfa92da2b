/** Whether several threads are faster than one, measured while they work. */

/** How many times each way is tried at first. */
const FIRST_TRIALS = 5;
/** After how many runs the slower way is tried again: twice as many each time, up to the last. */
const FIRST_INTERVAL = 32;
const LAST_INTERVAL = 2_048;
/** How much of the time of one thread several have to save: less is within what measuring one run tells. */
const LEAST_SAVING = 0.05;
/** How much a run changes what is known of its way. */
const WEIGHT = 0.25;

/** For runs of one kernel over about as many elements. */
export class Pace {
  /** Milliseconds per element, of each way. */
  readonly #times = { alone: 0, shared: 0 };
  #runs = 0;
  #interval = FIRST_INTERVAL;
  #nextTrial = 2 * FIRST_TRIALS + FIRST_INTERVAL;

  /** Which way the next run should go. */
  choose(): "alone" | "shared" {
    if (this.#runs < 2 * FIRST_TRIALS) return this.#runs % 2 === 0 ? "alone" : "shared";
    const faster = this.#faster;
    if (this.#runs < this.#nextTrial) return faster;
    return faster === "alone" ? "shared" : "alone";
  }

  /** How long the run that was chosen took. */
  record(way: "alone" | "shared", milliseconds: number, count: number): void {
    const time = milliseconds / count;
    const [before, known] = [this.#faster, this.#times[way]];
    // What interrupts the machine for once must not decide.
    this.#times[way] = known === 0 ? time : known + WEIGHT * (Math.min(time, 2 * known) - known);
    if (this.#runs === this.#nextTrial) {
      this.#interval = this.#faster === before ? Math.min(2 * this.#interval, LAST_INTERVAL) : FIRST_INTERVAL;
      this.#nextTrial = this.#runs + this.#interval;
    }
    this.#runs++;
  }

  get #faster(): "alone" | "shared" {
    return this.#times.shared < (1 - LEAST_SAVING) * this.#times.alone ? "shared" : "alone";
  }
}
