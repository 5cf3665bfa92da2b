/** Whether a range test has gone too far: the loss is several times the best one. */
import type { DivergenceRule } from "./conventions.js";

export class Divergence {
  readonly #rule: DivergenceRule;
  #best: number | null = null;

  constructor(rule: DivergenceRule) {
    this.#rule = rule;
  }

  /** The lowest smoothed loss so far; null before the first. */
  get best(): number | null {
    return this.#best;
  }

  /**
   * Takes the next loss, and says whether the test ends with it. A NaN never ends it.
   * @param isStart Whether it is one of the first losses, which may be anything.
   */
  next(smoothed: number, loss: number, isStart: boolean): boolean {
    const { firstIsBest, judgedFirst, passesSpikes } = this.#rule;
    const before = this.#best;
    if (before === null ? firstIsBest || !Number.isNaN(smoothed) : smoothed < before) this.#best = smoothed;
    const judge = judgedFirst ? before : this.#best;
    if (judge === null || !this.#exceeds(smoothed, judge)) return false;
    return !passesSpikes || (!isStart && this.#exceeds(loss, judge));
  }

  #exceeds(loss: number, best: number): boolean {
    const { threshold, plainProduct } = this.#rule;
    if (threshold === null) return false;
    // Where the best loss is negative its product with the threshold is lower still, and everything would exceed it.
    return loss > (plainProduct ? threshold * best : best + (threshold - 1) * Math.abs(best));
  }
}
