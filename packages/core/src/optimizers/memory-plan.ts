/** Lays out regions in memory that is allocated afterwards, once. */

/** A cache line, and a multiple of every number's size. */
const ALIGNMENT = 64;

/**
 * The offset of large regions within a page of 4096 bytes, in steps of 832 bytes. Processors compare the last twelve
 * bits of addresses to find out whether a load depends on an earlier store: regions at the same offset would wait for
 * each other.
 */
const PAGE = 4096;
const STAGGER = 13 * ALIGNMENT;

export class MemoryPlan {
  #end = 0;
  #regions = 0;

  /** Reserves a few bytes. @returns their position */
  reserve(byteLength: number): number {
    const start = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = start + byteLength;
    return start;
  }

  /** Reserves float32 values that a kernel traverses together with other regions. @returns their position, in bytes */
  region(length: number): number {
    const start = this.#end + ((((this.#regions * STAGGER - this.#end) % PAGE) + PAGE) % PAGE);
    this.#regions++;
    this.#end = start + 4 * length;
    return start;
  }

  get byteLength(): number {
    return this.#end;
  }
}
