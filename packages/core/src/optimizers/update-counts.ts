/** The number of updates of each parameter of a group. */

/** One number while it holds for all parameters, which is the case unless one was skipped; otherwise a list. */
export class UpdateCounts {
  readonly #length: number;
  #shared = 0;
  #each: Float64Array | null = null;

  constructor(length: number) {
    this.#length = length;
  }

  /** Whether all have the same count. */
  get isEven(): boolean {
    return this.#each === null;
  }

  at(index: number): number {
    return this.#each === null ? this.#shared : (this.#each[index] as number);
  }

  /** Counts an update of all parameters, which had the same count. */
  addToAll(): number {
    this.#shared++;
    return this.#shared;
  }

  /** Counts an update of one. */
  addTo(index: number): void {
    this.#each ??= new Float64Array(this.#length).fill(this.#shared);
    this.#each[index] = (this.#each[index] as number) + 1;
  }

  /** Sets the count of one; `settle` must follow when all are set. */
  setOne(index: number, count: number): void {
    this.#each ??= new Float64Array(this.#length).fill(this.#shared);
    this.#each[index] = count;
  }

  /** Returns to one number if the counts agree. */
  settle(): void {
    const each = this.#each;
    if (each === null) return;
    const [first = 0] = each;
    if (!each.every((count) => count === first)) return;
    this.#shared = first;
    this.#each = null;
  }
}
