/** A bound on how much work is queued: a program that only submits would run far ahead of its device. */

/** Lets at most `depth` submissions be under way. */
export class Fences {
  readonly #queue: GPUQueue;
  readonly #depth: number;
  /** Fulfilled when the work up to some submission is done, oldest first. */
  readonly #pending: Promise<void>[] = [];
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

  /** Counts a submission. There is a fence after every few of them: asking each time would cost more than a step. */
  submitted(): void {
    this.#underWay++;
    this.#sinceFence++;
    if (this.#sinceFence < Math.max(1, Math.floor(this.#depth / 2))) return;
    const submissions = this.#sinceFence;
    this.#sinceFence = 0;
    const passed = () => {
      this.#underWay -= submissions;
      this.#pending.shift();
    };
    // A lost device has nothing under way; whoever waits learns of the loss elsewhere.
    this.#pending.push(this.#queue.onSubmittedWorkDone().then(passed, passed));
  }

  /** Waits for the oldest fence. */
  async wait(): Promise<void> {
    await this.#pending[0];
  }
}
