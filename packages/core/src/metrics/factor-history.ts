/** The factors of a rule that follows a metric, and the steps from which they hold. */

/** A change of the factor: up, down or back to the start. */
export type FactorMove = "cut" | "raise" | "reset";

/** A change of the factor, and the first step for which it holds. */
export interface FactorChange {
  readonly step: number;
  readonly move: FactorMove;
  readonly factor: number;
}

export class FactorHistory {
  readonly #steps: number[] = [];
  readonly #factors: number[] = [1];
  readonly #moves: FactorMove[] = [];

  /** The current factor: 1 before any change. */
  get factor(): number {
    return this.#factors[this.#factors.length - 1] as number;
  }

  get length(): number {
    return this.#steps.length;
  }

  /** The first step whose factor is not 1; infinite if there is none. */
  get firstStep(): number {
    return this.#steps[0] ?? Number.POSITIVE_INFINITY;
  }

  /** @param step At least that of the previous change. */
  push({ step, move, factor }: FactorChange): void {
    this.#steps.push(step);
    this.#moves.push(move);
    this.#factors.push(factor);
  }

  /** The factor at a step. */
  at(step: number): number {
    let low = 0;
    let high = this.#steps.length;
    // Most calls are for the current step.
    if (high === 0 || step >= (this.#steps[high - 1] as number)) return this.factor;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#steps[middle] as number) <= step) low = middle + 1;
      else high = middle;
    }
    return this.#factors[low] as number;
  }

  changes(): readonly FactorChange[] {
    return this.#steps.map((step, i) => ({
      step,
      move: this.#moves[i] as FactorMove,
      factor: this.#factors[i + 1] as number,
    }));
  }

  /** The two lists of a `stairs` node. */
  stairs(): { readonly boundaries: readonly number[]; readonly values: readonly number[] } {
    return { boundaries: [...this.#steps], values: [...this.#factors] };
  }
}
