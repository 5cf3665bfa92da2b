/** The border between an optimizer and what computes for it: memory, and kernels over it. */

import type { ElementProgram } from "./rule/program.js";
import type { Rule } from "./rule/rule.js";

/**
 * How many values go through a kernel in one call, 64 KiB of each array: small enough that the arrays of a block stay
 * in the second-level cache and that an engine which replaces code between calls, not within one, does so soon; large
 * enough that the calls cost nothing. Sums are made block by block, so it is part of their definition.
 */
export const BLOCK_LENGTH = 16_384;

/** Where the arrays of a kernel are, in bytes from the start of the arena. */
export interface Places {
  readonly p: number;
  readonly g: number;
  /** One for each of the program's arrays. */
  readonly arrays: readonly number[];
  readonly scalars: number;
  readonly sums: number;
  /** 64 bytes that the engine may use for itself. */
  readonly header: number;
}

/** An element program over the arrays of an arena. */
export interface Kernel {
  /**
   * Moves the places of the parameters and the gradients for the runs that follow. Both are in the buffer of the arena,
   * also before it, where the place is negative.
   */
  point(p: number, g: number): void;

  /**
   * Runs over `count` elements, at most a block: parameters and gradients from element `first` of their places, slots from
   * `slotFirst`, the work array from `workFirst`. Leaves the sums of the call at their place.
   */
  run(first: number, slotFirst: number, workFirst: number, count: number): void;

  /**
   * Runs over any number of elements, block by block. Where the program has sums, `onBlock` is called after each block, in
   * order, with the sums of that block at their place.
   */
  runBlocks(
    first: number,
    slotFirst: number,
    workFirst: number,
    count: number,
    onBlock: (() => void) | null,
  ): void;
}

/** The matrices that an operation on whole tensors is applied to: places in bytes, then how many and how large. */
export interface Matrices {
  /** The matrices one after the other; the result takes their place. */
  readonly work: number;
  /** Room for the operation itself: see `scratchFloats`. */
  readonly scratch: number;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The memory of one optimizer, or of a group that was added to it, and the kernels that work on it. It never grows, so
 * views of it never detach before `release`. There is one in TypeScript and one in WebAssembly; both give the same bits.
 */
export interface Arena {
  readonly engine: "host" | "wasm";
  /** A SharedArrayBuffer where several threads work on the arena. */
  readonly buffer: ArrayBufferLike;
  /** Where the arena starts in the buffer. */
  readonly byteOffset: number;

  /** A kernel for a program of the rule. */
  bind(rule: Rule, program: ElementProgram, places: Places): Kernel;

  /**
   * The nearest orthogonal matrices by Newton-Schulz iterations. The object `matrices` is the same at each call for them.
   * @param numbers The three coefficients, how many iterations, and the least norm.
   */
  orthogonalize(matrices: Matrices, numbers: Float64Array, bfloat16: boolean): void;

  /**
   * Moves the slots at `rowVar` and `colVar`, which belong to `matrices`, towards the means of the matrices, which become their estimate.
   * @param numbers By how much, and the least mean.
   */
  factor(matrices: Matrices, rowVar: number, colVar: number, numbers: Float64Array): void;

  /**
   * The sum of the squares in f64: in each block lane `i % 8` for value `i`, the lanes added in pairs; the blocks added in
   * order.
   */
  sumOfSquares(place: number, count: number): number;

  /** Multiplies the values by a float32 factor. */
  scale(place: number, count: number, factor: number): void;

  /** Whether no value is NaN or an infinity. */
  allFinite(place: number, count: number): boolean;

  /** Lets go of the memory; nothing is called afterwards. */
  release(): void;
}

/** `Kernel.runBlocks` by calls of `run`. */
export function runEachBlock(
  kernel: Pick<Kernel, "run">,
  first: number,
  slotFirst: number,
  workFirst: number,
  count: number,
  onBlock: (() => void) | null,
): void {
  for (let done = 0; done < count; done += BLOCK_LENGTH) {
    kernel.run(first + done, slotFirst + done, workFirst + done, Math.min(BLOCK_LENGTH, count - done));
    if (onBlock !== null) onBlock();
  }
}

/** The sum over all blocks, in order, of what `sumOfBlock` gives for each. */
export function sumOverBlocks(count: number, sumOfBlock: (start: number, count: number) => number): number {
  let sum = 0;
  for (let done = 0; done < count; done += BLOCK_LENGTH) {
    sum += sumOfBlock(done, Math.min(BLOCK_LENGTH, count - done));
  }
  return sum;
}

/** Makes arenas of zeros. */
export interface Engine {
  readonly name: "host" | "wasm";
  /** The largest arena in bytes; an optimizer that needs more has several. Default: no limit. */
  readonly arenaBytes?: number;
  /** @throws OutOfMemoryError when they don't fit; nothing is kept. */
  createArena(byteLength: number): Arena;
}

/** How many float32 values of scratch an operation on whole matrices needs. */
export function scratchFloats(operation: "orthogonalize" | "factor", rows: number, columns: number): number {
  if (operation === "factor") return 2 * columns;
  const [small, large] = [Math.min(rows, columns), Math.max(rows, columns)];
  return 2 * small * small + 2 * small * large;
}
