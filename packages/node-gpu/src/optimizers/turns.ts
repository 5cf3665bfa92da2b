/** Steps whose updates can't all be submitted at once: later ones wait for their turn. */
export class Turns {
  #last: Promise<void> | null = null;

  /** Settled when the step that has updates left to submit has submitted them; null: there is none. */
  get last(): Promise<void> | null {
    return this.#last;
  }

  /** Lets later steps wait until the returned function is called. */
  hold(): () => void {
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
}
