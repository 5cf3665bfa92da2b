/** Bounds the queued work. A program that only submits would run far ahead of its device. */

/** Counts the submissions in flight, and reports when there are `depth` of them. */
export class Fences {
  readonly #queue: GPUQueue;
  readonly #depth: number;
  /** The callers that wait for the next fence. A race with the promise of the loss would keep all of them in memory. */
  #waiting: (() => void)[] = [];
  #sinceFence = 0;
  #underWay = 0;

  constructor(queue: GPUQueue, depth: number) {
    this.#queue = queue;
    this.#depth = depth;
  }

  /** Whether another submission would exceed the depth. */
  get isFull(): boolean {
    return this.#underWay >= this.#depth;
  }

  /** Whether the depth is exceeded. */
  get isExceeded(): boolean {
    return this.#underWay > this.#depth;
  }

  /** Counts a submission. There is a fence after every few submissions, because a query takes longer than a step. */
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
    // A lost device has nothing in flight. Waiting callers get the loss elsewhere.
    this.#queue.onSubmittedWorkDone().then(passed, passed);
  }

  /** Waits for the next fence, or for `release`. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Wakes all waiting callers. */
  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
