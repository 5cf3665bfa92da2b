/** Which update the host and the device are at: a step that the device leaves out makes the difference. */

export class Counts {
  /** Updates that were asked for. */
  #asked = 0;
  /** Updates that were surely made. */
  #settled = 0;
  /** Updates in all submissions so far, those that were left out among them. */
  #submitted = 0;
  /** How often a state was loaded: what the device said before is no longer so. */
  #loads = 0;

  get asked(): number {
    return this.#asked;
  }

  get settled(): number {
    return this.#settled;
  }

  /** Counts a submission; `surely`: the device leaves none of its updates out. */
  submit(updates: number, surely: boolean): void {
    this.#asked += updates;
    this.#submitted += updates;
    if (surely) this.#settled = this.#asked;
  }

  /** To be called when the device is asked; what it returns takes the answer. */
  ask(): (made: number) => void {
    const [submitted, loads] = [this.#submitted, this.#loads];
    return (made) => {
      if (loads !== this.#loads) return;
      // What was submitted meanwhile is not in it.
      this.#asked = made + this.#submitted - submitted;
      this.#settled = made;
    };
  }

  /** Goes on from a saved state. */
  load(made: number): void {
    this.#asked = made;
    this.#settled = made;
    this.#loads++;
  }
}
