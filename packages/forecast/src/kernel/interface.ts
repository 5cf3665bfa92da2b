/** The interface of `forecast.wasm`: printed by `npm run print:rules`. */

/** The version of the exports of `forecast.wasm` that this release uses. */
export const FORECAST_ABI_VERSION = 3;

/** The number of moments of a block of terms. */
export const ORDER = 24;

/** Words of the table for a block of terms: its reach, base, center and radius, and the moments. */
export const BLOCK_WORDS = 28;

/** Smaller rates count as this rate in powers. */
export const LEAST_RATE = 1e-10;
