/** Lays out regions in memory that is allocated once, afterwards. */

/** A cache line, and a multiple of every number's size. */
const ALIGNMENT = 64;

/**
 * Where large regions start within a page of 4096 bytes, 832 bytes apart. Processors compare the last twelve bits of
 * addresses to see whether a load may need an earlier store: regions at the same place in their pages would wait for each
 * other.
 */
const PAGE = 4096;
const STAGGER = 13 * ALIGNMENT;

export class MemoryPlan {
  #end = 0;
  #regions = 0;

  /** Room for a few bytes. @returns where it starts, in bytes */
  reserve(byteLength: number): number {
    const start = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = start + byteLength;
    return start;
  }

  /** Room for float32 values that a kernel passes over beside those of other regions. @returns where it starts, in bytes */
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
