/** A bound on how much work is queued: a program that only submits would run far ahead of its device. */

/** Counts the submissions that are under way, and tells when there are `depth` of them. */
export class Fences {
  readonly #queue: GPUQueue;
  readonly #depth: number;
  /** Who waits for the next fence. Not a race with the loss of the device: its promise would keep every one of them. */
  #waiting: (() => void)[] = [];
  #sinceFence = 0;
  #underWay = 0;

  constructor(queue: GPUQueue, depth: number) {
    this.#queue = queue;
    this.#depth = depth;
  }

  /** Whether another submission would be one too many. */
  get isFull(): boolean {
    return this.#underWay >= this.#depth;
  }

  /** Whether more submissions are under way than should be. */
  get isExceeded(): boolean {
    return this.#underWay > this.#depth;
  }

  /** Counts a submission. There is a fence after every few of them: asking each time would cost more than a step. */
  submitted(): void {
    this.#underWay++;
    this.#sinceFence++;
    if (this.#sinceFence < Math.max(1, Math.floor(this.#depth / 2))) return;
    const submissions = this.#sinceFence;
    this.#sinceFence = 0;
    const passed = () => {
      this.#underWay -= submissions;
      this.release();
    };
    // A lost device has nothing under way; waiting callers learn of the loss elsewhere.
    this.#queue.onSubmittedWorkDone().then(passed, passed);
  }

  /** Waits for the next fence, or for `release`. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets everybody look again who waits. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
