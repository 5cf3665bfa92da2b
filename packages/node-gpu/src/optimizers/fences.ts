/** A bound on how much work is queued: a program that only submits would run far ahead of its device. */

/** Lets at most `depth` submissions be under way. */
export class Fences {
  readonly #queue: GPUQueue;
  readonly #depth: number;
  /** When the work up to some submissions ago was done, oldest first; asking after each would cost more than a step. */
  readonly #pending: { readonly done: Promise<void>; readonly submissions: number }[] = [];
  #sinceFence = 0;
  #underWay = 0;

  constructor(queue: GPUQueue, depth: number) {
    this.#queue = queue;
    this.#depth = depth;
  }

  /** Whether a submission has to wait. */
  get isFull(): boolean {
    return this.#underWay >= this.#depth;
  }

  /** Counts a submission. */
  submitted(): void {
    this.#underWay++;
    this.#sinceFence++;
    if (this.#sinceFence >= Math.max(1, Math.floor(this.#depth / 2))) {
      this.#pending.push({ done: this.#queue.onSubmittedWorkDone(), submissions: this.#sinceFence });
      this.#sinceFence = 0;
    }
  }

  /** Waits for the oldest fence. */
  async wait(): Promise<void> {
    const oldest = this.#pending[0];
    if (oldest === undefined) return;
    await oldest.done;
    if (this.#pending[0] !== oldest) return;
    this.#pending.shift();
    this.#underWay -= oldest.submissions;
  }
}
