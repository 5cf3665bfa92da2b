/** References to the arrays of a step, so that a schedule called by it can't free them. */
import type { numpy as np } from "@jax-js/jax";

/** The number of references that were taken to an array, and the expected number if nothing else has disposed of one. */
interface Holding {
  held: number;
  expected: number;
}

export class HeldArrays {
  readonly #holdings = new Map<np.Array, Holding>();

  constructor(arrays: readonly np.Array[]) {
    for (const array of arrays) {
      const held = (this.#holdings.get(array)?.held ?? 0) + 1;
      this.#holdings.set(array, { held, expected: array.ref.refCount });
    }
  }

  /** Disposes of the reference that the caller gave, unless a schedule already has. */
  consume(array: np.Array): void {
    if (this.#release(array, 2)) array.dispose();
    array.dispose();
  }

  /** Leaves the caller a reference, also if a schedule has disposed of the given one. */
  keep(array: np.Array): void {
    if (this.#release(array, 1)) array.dispose();
  }

  /** Ends without changing the caller's references. */
  release(): void {
    for (const [array, holding] of this.#holdings) {
      for (; holding.held > 0; holding.held--) array.dispose();
    }
  }

  /** Whether the caller's reference is still there. @param references How many are expected to go. */
  #release(array: np.Array, references: number): boolean {
    const holding = this.#holdings.get(array) as Holding;
    const isGiven = array.refCount >= holding.expected;
    holding.held--;
    holding.expected -= references;
    return isGiven;
  }
}
