/** The counts of updates of host and device, which differ by the steps that the device skips. */

export class Counts {
  /** Requested updates. */
  #asked = 0;
  /** Updates that are known to be made. */
  #settled = 0;
  /** Updates in all submissions so far, including skipped ones. */
  #submitted = 0;
  /** How often a state was loaded. Earlier answers of the device are then outdated. */
  #loads = 0;

  get asked(): number {
    return this.#asked;
  }

  get settled(): number {
    return this.#settled;
  }

  /** Counts a submission; `surely`: the device skips none of its updates. */
  submit(updates: number, surely: boolean): void {
    this.#asked += updates;
    this.#submitted += updates;
    if (surely) this.#settled = this.#asked;
  }

  /** Called when the device is queried. @returns A function that takes the answer. */
  ask(): (made: number) => void {
    const [submitted, loads] = [this.#submitted, this.#loads];
    return (made) => {
      if (loads !== this.#loads) return;
      // It does not include later submissions.
      this.#asked = made + this.#submitted - submitted;
      this.#settled = made;
    };
  }

  /** Continues from a saved state. */
  load(made: number): void {
    this.#asked = made;
    this.#settled = made;
    this.#loads++;
  }
}
