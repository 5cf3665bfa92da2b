/** Whether a range test has diverged: the loss is several times the best one. */
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
   * Adds the next loss, and returns whether the test ends with it. A NaN never ends it.
   * @param isStart Whether it is one of the first losses, which are not checked.
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
    // For a negative best loss, the product with the threshold is lower still, and every loss would exceed it.
    return loss > (plainProduct ? threshold * best : best + (threshold - 1) * Math.abs(best));
  }
}
