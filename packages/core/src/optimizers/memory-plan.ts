/** Lays out regions in memory that is allocated afterwards, once. */
import { BLOCK_LENGTH } from "../kernel-sizes.js";

/** A cache line, and a multiple of every number's size. */
const ALIGNMENT = 64;

/**
 * The offset of large regions within a page of 4096 bytes, in steps of 832 bytes. Processors compare the last twelve
 * bits of addresses to find out whether a load depends on an earlier store: loads and stores at the same offset would
 * wait for each other.
 */
const PAGE = 4096;
const STAGGER = 13 * ALIGNMENT;

/** The bytes from the scratch of a thread to that of the next. */
export const SCRATCH_STRIDE = 4 * BLOCK_LENGTH + STAGGER;

export class MemoryPlan {
  #end = 0;
  #regions = 0;
  readonly #copies: number;
  readonly #scratch = new Map<number, number>();

  /** @param copies The number of threads that need scratch of their own. */
  constructor(copies = 1) {
    this.#copies = copies;
  }

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

  /**
   * Reserves scratch for blocks of float32 values. With several threads, groups with whole blocks share it.
   * @param index The number of the scratch, different for those in use at the same time.
   * @returns its position, in bytes
   */
  scratch(index: number, length: number): number {
    if (this.#copies === 1 || length < BLOCK_LENGTH) return this.region(length);
    let start = this.#scratch.get(index);
    if (start === undefined) {
      start = this.region(BLOCK_LENGTH);
      this.#end = start + this.#copies * SCRATCH_STRIDE;
      this.#scratch.set(index, start);
    }
    return start;
  }

  get byteLength(): number {
    return this.#end;
  }
}
