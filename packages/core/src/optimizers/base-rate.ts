/** The initial rate of a group, which schedulers multiply: set by the program, and possibly by a loaded state. */
import type { LearningRate } from "./options.js";

/** The property by which schedulers find the rate that the program set in one of our groups. */
export const GIVEN_RATE = Symbol("given rate");

/** The rate of a group before any scheduler: the program's, and the one recorded by a scheduler or a loaded state. */
export class BaseRate {
  /** The rate set by the program; null: a function. */
  #given: number | null;
  /** The rate recorded by a scheduler or a loaded state; null: none yet. */
  #recorded: number | null = null;

  constructor(lr: LearningRate) {
    this.#given = typeof lr === "number" ? lr : null;
  }

  get given(): number | null {
    return this.#given;
  }

  get recorded(): number | null {
    return this.#recorded;
  }

  /** Called when the group's rate is set: until a rate is recorded, it is the initial rate. */
  rateSet(lr: LearningRate): void {
    if (this.#recorded === null) this.#given = typeof lr === "number" ? lr : null;
  }

  /** Records the initial rate, from a scheduler or the program. */
  record(rate: number): void {
    this.#given = rate;
    this.#recorded = rate;
  }

  /** Records the initial rate of a loaded state. */
  load(rate: number): void {
    this.#recorded = rate;
  }
}
