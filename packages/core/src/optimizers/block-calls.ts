/** Calls that are made for each block of a run: conversions of packed values, and the kernel between them. */
import { BLOCK_VALUES } from "../kernel-sizes.js";

/** A conversion of `Arena`, by the name of the method. */
export type Conversion = "dequantize" | "quantize" | "widen" | "narrow" | "refresh" | "roundAtRandom";

/** An argument that may change from block to block. */
export interface BlockNumber {
  /**
   * A plain number, a position in the arena, or a position in the scratch. Each thread has a copy of the scratch,
   * `SCRATCH_STRIDE` bytes after the previous one.
   */
  readonly kind: "number" | "position" | "scratch";
  /** Its value at the first block. */
  readonly start: number;
  /** The difference for 256 elements. */
  readonly step: number;
}

/** The arguments of a conversion in the order of the exported function; `"count"` is the number of elements of the block. */
export interface ConversionCall {
  readonly conversion: Conversion;
  readonly numbers: readonly (BlockNumber | "count")[];
}

/** The first elements of a run, and the positions of its parameters and gradients. */
export interface RunStart {
  readonly p: BlockNumber;
  readonly g: BlockNumber;
  readonly first: BlockNumber;
  readonly slotFirst: BlockNumber;
  readonly workFirst: BlockNumber;
}

/** A call of a kernel, with its arrays. */
export interface KernelCall extends RunStart {
  /** The kernel, which the engine recognizes. */
  readonly kernel: object;
  /** The arrays of its program; null: as it was bound. */
  readonly arrays: readonly BlockNumber[] | null;
}

/** A call for each block of a run. */
export type BlockCall = ConversionCall | KernelCall;

/** A plain number, the same for all blocks. */
export const plain = (start: number): BlockNumber => ({ kind: "number", start, step: 0 });
/** The index of an element. */
export const element = (first: number): BlockNumber => ({ kind: "number", start: first, step: BLOCK_VALUES });
/** A position in the arena. */
export const position = (start: number, step = 0): BlockNumber => ({ kind: "position", start, step });
/** A position in the scratch. */
export const scratch = (start: number): BlockNumber => ({ kind: "scratch", start, step: 0 });

/** The steps of positions of elements of 1, 2 and 4 bytes. */
export const STEP = { bytes: BLOCK_VALUES, halves: 2 * BLOCK_VALUES, floats: 4 * BLOCK_VALUES } as const;
