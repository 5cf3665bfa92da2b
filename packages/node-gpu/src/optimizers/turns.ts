/** Whose turn it is to submit: a step that has updates left to submit holds back those after it. */
export class Turns {
  /** Settled when the last one that took a turn has ended it; null: it has. */
  #last: Promise<void> | null = null;

  get isTaken(): boolean {
    return this.#last !== null;
  }

  /** Waits for the turns that were taken before. Without any it is null: what follows then happens at once. */
  get ended(): Promise<void> | null {
    return this.#last;
  }

  /** Takes the next turn. @returns What ends it. */
  take(): () => void {
    let resolve = () => {};
    const held = new Promise<void>((done) => {
      resolve = done;
    });
    this.#last = held;
    return () => {
      // Unless another step has taken the next turn.
      if (this.#last === held) this.#last = null;
      resolve();
    };
  }

  /** Does something in the next turn. */
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
