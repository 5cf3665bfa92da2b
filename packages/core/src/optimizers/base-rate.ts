/** The rate that a group starts from, which schedulers multiply: the program gives one, and a loaded state may bring another. */
import type { LearningRate } from "./options.js";

/** Where schedulers find the rate that the program gave to a group of ours. */
export const GIVEN_RATE = Symbol("given rate");

/** The rate of a group before any scheduler: what the program gave, and what a scheduler or a loaded state recorded. */
export class BaseRate {
  /** What the program gave; null: a function. */
  #given: number | null;
  /** What a scheduler or a loaded state recorded; null: nothing yet. */
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

  /** The group's rate was set: before anything is recorded, that is what it starts from. */
  rateSet(lr: LearningRate): void {
    if (this.#recorded === null) this.#given = typeof lr === "number" ? lr : null;
  }

  /** A scheduler, or the program itself, says where the group starts. */
  record(rate: number): void {
    this.#given = rate;
    this.#recorded = rate;
  }

  /** A loaded state says where its run started. */
  load(rate: number): void {
    this.#recorded = rate;
  }
}
