/** The interface between an optimizer and the engine that computes for it: memory, and kernels over it. */

import { BLOCK_LENGTH } from "../kernel-sizes.js";
import type { BlockCall, RunStart } from "./block-calls.js";
import type { HalfFormat } from "./numbers/half.js";
import type { ElementProgram } from "./rule/program.js";
import type { Rule } from "./rule/rule.js";

/** The positions of a kernel's arrays, in bytes from the start of the arena. */
export interface Places {
  readonly p: number;
  readonly g: number;
  /** The positions of the arrays, one per array of the program. */
  readonly arrays: readonly number[];
  readonly scalars: number;
  readonly sums: number;
  /** 64 bytes of scratch for the engine. */
  readonly header: number;
}

/** An element program over the arrays of an arena. */
export interface Kernel {
  /**
   * Moves the positions of the parameters and the gradients for later runs. Both are in the buffer of the arena,
   * possibly before the arena, where the position is negative.
   */
  point(p: number, g: number): void;

  /**
   * Runs over `count` elements, at most a block: parameters and gradients from element `first` of their positions,
   * slots from `slotFirst`, the work array from `workFirst`. Writes the sums of the call to their position.
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

  /** The calls for each block of a run, for engines with threads. Default: it can't be described by calls. */
  calls?(start: RunStart): readonly BlockCall[];
}

/** The matrices of an operation on whole tensors: positions in bytes, then their number and size. */
export interface Matrices {
  /** The matrices, consecutively; replaced by the result. */
  readonly work: number;
  /** Scratch for the operation itself: see `scratchFloats`. */
  readonly scratch: number;
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The memory of one optimizer, or of a group added to it, and the kernels that run on it. It never grows, so views of
 * it never detach before `release`. There is one implementation in TypeScript and one in WebAssembly; both give the
 * same bits.
 */
export interface Arena {
  readonly engine: "host" | "wasm";
  /** A SharedArrayBuffer if several threads work on the arena. */
  readonly buffer: ArrayBufferLike;
  /** The start of the arena in the buffer. */
  readonly byteOffset: number;

  /** A kernel for a program of the rule. */
  bind(rule: Rule, program: ElementProgram, places: Places): Kernel;

  /**
   * The nearest orthogonal matrices by Newton-Schulz iterations. Every call for the same matrices passes the same
   * object `matrices`.
   * @param numbers The three coefficients, the number of iterations, and the smallest norm.
   */
  orthogonalize(matrices: Matrices, numbers: Float64Array, bfloat16: boolean): void;

  /**
   * Moves the slots of `matrices` at `rowVar` and `colVar` towards the means of the rows and columns, and replaces the
   * matrices by the estimate from these slots.
   * @param numbers The weight, and the smallest mean.
   */
  factor(matrices: Matrices, rowVar: number, colVar: number, numbers: Float64Array): void;

  /**
   * `count` float32 values from 8-bit codes and the largest magnitude of each block of 256. All places are in bytes.
   * @param map The value of each code.
   */
  dequantize(codes: number, absmax: number, map: number, values: number, count: number): void;

  /** The reverse; the values may be overwritten. @param bins The code of each bin from -1 to 1. */
  quantize(values: number, codes: number, absmax: number, bins: number, count: number): void;

  /** `count` float32 values from 16-bit numbers. */
  widen(source: number, values: number, count: number, format: HalfFormat): void;

  /** The nearest 16-bit numbers of `count` float32 values. */
  narrow(values: number, target: number, count: number, format: HalfFormat): void;

  /** Replaces each of `count` float32 values whose nearest 16-bit number differs from the one at `source`. */
  refresh(source: number, values: number, count: number, format: HalfFormat): void;

  /** bfloat16 of `count` values, rounded at random by the key and the place of each value, which counts from `first`. */
  roundAtRandom(values: number, target: number, first: number, key: number, count: number): void;

  /** The sum of the squares in f64: in each block eight lanes by `i % 8`, added in pairs; the blocks are added in order. */
  sumOfSquares(place: number, count: number): number;

  /** Multiplies the values by a float32 factor. */
  scale(place: number, count: number, factor: number): void;

  /** Whether no value is NaN or an infinity. */
  allFinite(place: number, count: number): boolean;

  /**
   * Makes calls for each block of a run, on one thread or several.
   * @param count At least a block: shorter runs have scratch for one thread only.
   * @param length The number of elements of a block.
   * @param onBlock Called after each block, in order, with its sums at their position.
   * @param runAlone Does the same on one thread.
   */
  runCalls?(
    calls: readonly BlockCall[],
    count: number,
    length: number,
    onBlock: (() => void) | null,
    runAlone: () => void,
  ): void;

  /**
   * Waits briefly for threads that may still write values of an interrupted update.
   * @returns Whether there are none left. Default: true, because only the thread that makes an update writes its
   * values.
   */
  awaitThreads?(): boolean;

  /** Frees the memory; no other call may follow. */
  release(): void;
}

/** A kernel that runs one block after the other. */
export abstract class BlockwiseKernel implements Kernel {
  abstract point(p: number, g: number): void;

  abstract run(first: number, slotFirst: number, workFirst: number, count: number): void;

  runBlocks(
    first: number,
    slotFirst: number,
    workFirst: number,
    count: number,
    onBlock: (() => void) | null,
  ): void {
    for (let done = 0; done < count; done += BLOCK_LENGTH) {
      this.run(first + done, slotFirst + done, workFirst + done, Math.min(BLOCK_LENGTH, count - done));
      if (onBlock !== null) onBlock();
    }
  }
}

/** Adds the results of `sumOfBlock` for all blocks, in order. */
export function sumOverBlocks(count: number, sumOfBlock: (start: number, count: number) => number): number {
  let sum = 0;
  for (let done = 0; done < count; done += BLOCK_LENGTH) {
    sum += sumOfBlock(done, Math.min(BLOCK_LENGTH, count - done));
  }
  return sum;
}

/**
 * Makes a run by calls on an arena with threads, otherwise on one thread.
 * @param describe Null: it can't be described by calls.
 */
export function runByCalls(
  arena: Arena,
  describe: () => readonly BlockCall[] | null,
  count: number,
  length: number,
  onBlock: (() => void) | null,
  runAlone: () => void,
): void {
  const calls = arena.runCalls === undefined || count < BLOCK_LENGTH ? null : describe();
  if (calls === null) runAlone();
  else arena.runCalls?.(calls, count, length, onBlock, runAlone);
}

/** Creates arenas of zeros. */
export interface Engine {
  readonly name: "host" | "wasm";
  /** The largest arena in bytes; an optimizer that needs more has several. Default: no limit. */
  readonly arenaBytes?: number;
  /** The number of threads that may work on an arena, each with a copy of the scratch. Default: 1. */
  readonly scratchCopies?: number;
  /** @throws OutOfMemoryError if they don't fit; nothing is allocated. */
  createArena(byteLength: number): Arena;
}

/** The number of float32 scratch values for an operation on whole matrices. */
export function scratchFloats(operation: "orthogonalize" | "factor", rows: number, columns: number): number {
  if (operation === "factor") return 2 * columns;
  const [small, large] = [Math.min(rows, columns), Math.max(rows, columns)];
  return 2 * small * small + 2 * small * large;
}
