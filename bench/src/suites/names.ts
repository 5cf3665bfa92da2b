/** The names of the subjects in tables and files. */

export const LOOP = "TypeScript loop";
export const RECURRENCE = "TypeScript recurrence";
export const PAIRS = "TypeScript loop in pairs";
export const HOST = "anneal in TypeScript";
export const OWN_ARRAY = "anneal, array in its memory";
export const CALLER_ARRAY = "anneal, caller's array";
export const RESIDENT = "anneal, resident";
export const RESIDENT_THREADS = "anneal, resident, default threads";
export const CALLER = "anneal, caller's arrays";
export const SCHEDULERS = "anneal schedulers";
export const FILL = "fill";
export const SET = "set";

/** The largest size for subjects in TypeScript: larger sizes take long and give the same time per element. */
export const HOST_SIZE_AT_MOST = 1_000_000;
