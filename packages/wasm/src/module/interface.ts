/** The interfaces of the modules: printed by `npm run print:rules`. */

/** The version of the exports of `schedules.wasm` that this release uses. */
export const SCHEDULES_ABI_VERSION = 1;

/** The version of the exports of `optimizers.wasm` that this release uses. */
export const OPTIMIZERS_ABI_VERSION = 3;

/** Operation codes of the nodes of a schedule. */
export const NODE_CODE = {
  constant: 0,
  ramp: 1,
  power: 2,
  stairs: 3,
  table: 4,
  time: 5,
  cycles: 6,
  join: 7,
  product: 8,
  sum: 9,
  clamp: 10,
} as const;

/** Codes of the curves of a ramp. */
export const CURVE_CODE = { line: 0, rotation: 1, geometric: 2, affinePower: 3, pointwise: 4 } as const;

/** Codes of the easings that are computed point by point. */
export const EASING_CODE = {
  linear: 0,
  power: 1,
  reversePower: 2,
  cosine: 3,
  tanh: 4,
  halfLife: 5,
  logarithmic: 6,
  rational: 7,
} as const;

/**
 * Words of workspace for a cosine: a header, cosines and sines of the steps of a part, and of the parts of a
 * block.
 */
export const ROTATION_WORDS = 546;

/**
 * Words of workspace for a geometric curve: a header, powers of the steps of a part, and of the parts of a
 * block.
 */
export const GEOMETRIC_WORDS = 274;
