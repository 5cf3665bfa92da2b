/** Sizes of blocks and tables that the host and the kernels share: printed by `npm run print:rules`. */

/** The number of steps that share the table of single steps of a curve. */
export const PART = 256;

/** The number of parts that share one expensive value of a curve: an angle, a power. */
export const PARTS = 16;

/** The number of steps that share a polynomial in place of a power of a line. */
export const AFFINE_POWER_BLOCK = 512;

/**
 * The number of elements of an optimizer's arrays per kernel call, 64 KiB of each array: few enough that the
 * arrays of a block stay in the second-level cache, and that engines which replace code between calls do so
 * soon; enough that calls cost nothing. Sums are computed block by block, so it is part of their definition.
 */
export const BLOCK_LENGTH = 16_384;

/** The number of 8-bit codes that share a largest magnitude. The last block of a tensor may have fewer. */
export const BLOCK_VALUES = 256;

/** The number of 8-bit codes. */
export const CODES = 256;

/** The number of bins from -1 to 1, each of which has an 8-bit code. */
export const BINS = 65_536;
