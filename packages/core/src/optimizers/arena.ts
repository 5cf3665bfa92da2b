/** The border between an optimizer and what computes for it: one block of float32 values and the kernels over it. */
/**
 * The values of one optimizer and the kernels that work on them. Positions and counts are in float32 values from the
 * start of `values`.
 *
 * There is one in TypeScript, `createHostArena`, and one in WebAssembly; both give the same bits.
 */
export interface OptimizerArena {
  readonly engine: "host" | "wasm";
  /** All values, zero at first. It stays the same view until `release`. */
  readonly values: Float32Array;

  /**
   * One update of `count` elements with the numbers at `scalars`, see `SCALARS`. `largest` is -1 unless AMSGrad is on.
   * The ranges must not overlap.
   */
  adamStep(
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    largest: number,
    count: number,
    scalars: number,
  ): void;

  /** The sum of the squares in f64, over at most `BLOCK_LENGTH` values: lane `i % 8` each, the lanes added in pairs. */
  sumOfSquares(start: number, count: number): number;

  /** Multiplies the values by a float32 factor. */
  scale(start: number, count: number, factor: number): void;

  /** Whether no value is NaN or an infinity. */
  allFinite(start: number, count: number): boolean;

  /** Lets go of the memory; nothing is called afterwards. */
  release(): void;
}

/**
 * Makes an arena of `length` values.
 * @throws OutOfMemoryError when they don't fit; nothing is kept.
 */
export type ArenaFactory = (length: number) => OptimizerArena;

/**
 * How many values go through a kernel in one call, 64 KiB of each array: small enough that the arrays of a block stay
 * in the second-level cache and that an engine which replaces code between calls, not within one, does so soon; large
 * enough that the calls cost nothing. Sums are made block by block, so it is part of their definition.
 */
export const BLOCK_LENGTH = 16_384;
