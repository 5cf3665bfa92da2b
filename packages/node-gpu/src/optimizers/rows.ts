/** The numbers of the updates to come, which are on the device before it gets there. */
import type { OwnedFloat32Array } from "@anneal/core/arguments";
import type { GroupNumbers } from "./groups.js";
import { ROW_LENGTH } from "./rules.js";
import { RING } from "./shaders.js";

/** The most rows that are written at once, where the rates can be foreseen. */
export const AHEAD = 32;

/** A ring of rows: that of update n is at n modulo `RING`, one row for each group. */
export class UpcomingRows {
  readonly #queue: GPUQueue;
  readonly #ring: GPUBuffer;
  #groups: readonly GroupNumbers[] = [];
  readonly #sign: number;
  readonly #rows: OwnedFloat32Array;
  /** The rows of the updates before this one are on the device; null: none can be relied on. */
  #written: number | null = null;
  #gradientFactor = 1;
  /** Rows to write at the next time: twice as many each time, one again when a number was changed, as it may be again. */
  #ahead = AHEAD;

  constructor(queue: GPUQueue, ring: GPUBuffer, groups: number, maximize: boolean) {
    this.#queue = queue;
    this.#ring = ring;
    this.#sign = maximize ? -1 : 1;
    this.#rows = new Float32Array(AHEAD * groups * ROW_LENGTH);
  }

  /**
   * Brings the rows of the updates from `settled`, which the device may be at, to before `end` to the device, and more
   * of them where they can be foreseen. What was submitted before still sees the rows of its time.
   * @throws InvalidArgumentError when a schedule gives no rate
   */
  write(settled: number, end: number, gradientFactor: number, groups: readonly GroupNumbers[]): void {
    const isChanged = groups.some((numbers, i) => numbers !== this.#groups[i]);
    if (gradientFactor !== this.#gradientFactor || isChanged) {
      this.#written = null;
      this.#ahead = 1;
    }
    this.#gradientFactor = gradientFactor;
    this.#groups = groups;
    const rowLength = this.#groups.length * ROW_LENGTH;
    const isForeseeable = this.#groups.every((group) => group.isForeseeable);
    // After steps that were refused the device may be at rows that others have taken the place of.
    const isThere = this.#written !== null && this.#written - settled <= RING;
    let next = isThere ? (this.#written as number) : settled;
    while (next < end) {
      const place = next % RING;
      const wanted = isForeseeable ? Math.max(this.#ahead, end - next) : end - next;
      const most = Math.min(AHEAD, RING - place, wanted);
      this.#ahead = Math.min(AHEAD, 2 * this.#ahead);
      const count = this.#fill(next, most, end);
      const start = place * rowLength * Float32Array.BYTES_PER_ELEMENT;
      this.#queue.writeBuffer(this.#ring, start, this.#rows, 0, count * rowLength);
      next += count;
    }
    this.#written = next;
  }

  /** Fills the rows of `most` updates from `first` on; of fewer where one from `end` on has no rate. */
  #fill(first: number, most: number, end: number): number {
    const factor = this.#sign * this.#gradientFactor;
    let place = 0;
    for (let i = 0; i < most; i++) {
      for (const group of this.#groups) {
        try {
          group.writeRow(this.#rows, place, first + i, factor);
        } catch (error) {
          // Nobody has asked for that update yet, and maybe nobody will.
          if (first + i >= end) return i;
          throw error;
        }
        place += ROW_LENGTH;
      }
    }
    return most;
  }
}
