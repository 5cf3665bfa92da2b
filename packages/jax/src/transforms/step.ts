/** The scalars of one update: hyperparameters, what schedules give for the count, corrections of means. */
import { numpy as np } from "@jax-js/jax";
import { Arithmetic } from "../trace/arithmetic.js";
import { constantLike } from "../trace/constant-like.js";
import { biasCorrection } from "./corrections.js";
import type { Scalar } from "./hyperparameters.js";
import { computedOnce, type Rate } from "./scalars.js";
import { Term } from "./terms.js";
import { nextCount } from "./trees.js";
import type { ScheduleFunction } from "./types.js";

export class Step {
  readonly of = new Arithmetic(np.float32);
  readonly #before: np.Array | null = null;
  readonly #after: np.Array | null = null;

  /**
   * @param count Of the updates before this one, which is consumed; null where they are not counted.
   * @param period After how many updates the count starts over.
   */
  constructor(count: np.Array | null, period?: number) {
    if (count === null) return;
    this.#before = this.of.own(count);
    const next = nextCount(count.ref);
    this.#after = this.of.own(period === undefined ? next : startingOver(next, period));
  }

  /** How many updates came before this one, as a float. */
  get before(): Term {
    return new Term(this.of, this.of.cast(counted(this.#before)));
  }

  /** How many updates there are with this one, as a float. */
  get after(): Term {
    return new Term(this.of, this.of.cast(counted(this.#after)));
  }

  /** A hyperparameter. */
  value(scalar: Scalar): Term {
    return this.term(typeof scalar === "number" ? scalar : scalar());
  }

  /** What a rate is at this update. */
  rate(rate: Rate): Term {
    return "constant" in rate ? this.value(rate.constant) : this.scheduled(rate.at);
  }

  scheduled(at: ScheduleFunction): Term {
    return this.term(computedOnce(at(counted(this.#before).ref)));
  }

  /**
   * `1 / (1 - decay^t)`, by which a mean that started at 0 is multiplied.
   * @param ahead How many updates later. Default 0.
   */
  correction(decay: Scalar, ahead = 0): Term {
    let count = counted(this.#after).ref;
    for (let i = 0; i < ahead; i++) count = nextCount(count);
    return this.term(biasCorrection(decay, count));
  }

  /** A number, or an array that is consumed. */
  term(value: number | np.Array): Term {
    return new Term(this.of, typeof value === "number" ? value : this.of.own(value));
  }

  /** Frees everything but the next count. */
  finish(): np.Array | null {
    const next = this.#after?.ref ?? null;
    this.of.free();
    return next;
  }
}

function counted(count: np.Array | null): np.Array {
  if (count === null) throw new TypeError("a transformation that counts nothing asked for its count");
  return count;
}

/** The count, or 0 at the end of its period. Consumes. */
export function startingOver(count: np.Array, period: number): np.Array {
  const ends = count.ref.greaterEqual(constantLike(period, count));
  return np.where(ends, 0, count).astype(np.int32);
}
