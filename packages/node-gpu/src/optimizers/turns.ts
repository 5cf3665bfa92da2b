/** Orders submissions: a step with updates left to submit delays later ones. */
export class Turns {
  /** Settles when the last turn ends; null: it has ended. */
  #last: Promise<void> | null = null;

  get isTaken(): boolean {
    return this.#last !== null;
  }

  /** Settles when all turns so far have ended; null: there are none, so the caller continues synchronously. */
  get ended(): Promise<void> | null {
    return this.#last;
  }

  /** Takes the next turn. @returns A function that ends it. */
  take(): () => void {
    let resolve = () => {};
    const held = new Promise<void>((done) => {
      resolve = done;
    });
    this.#last = held;
    return () => {
      // Unless another step has taken a turn.
      if (this.#last === held) this.#last = null;
      resolve();
    };
  }

  /** Runs a function in the next turn. */
  async during(act: () => Promise<void>): Promise<void> {
    const before = this.#last;
    const release = this.take();
    try {
      if (before !== null) await before;
      await act();
    } finally {
      release();
    }
  }
}
