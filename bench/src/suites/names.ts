/** What subjects are called in tables and files. */

export const LOOP = "TypeScript loop";
export const RECURRENCE = "TypeScript recurrence";
export const PAIRS = "TypeScript loop in pairs";
export const HOST = "anneal in TypeScript";
export const OWN_ARRAY = "anneal, array in its memory";
export const YOUR_ARRAY = "anneal, array of yours";
export const RESIDENT = "anneal, resident";
export const CALLER = "anneal, arrays of yours";
export const SCHEDULERS = "anneal schedulers";
export const FILL = "fill";
export const SET = "set";

/** A schedule one step at a time and float32 by rounding take so long that larger sizes would say the same, later. */
export const HOST_SIZE_AT_MOST = 1_000_000;
