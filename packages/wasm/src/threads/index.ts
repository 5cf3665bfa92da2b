/** Worker threads over shared memory. */
export { type AvailableThreads, availableThreads, whyNoThreads } from "./availability.js";
export { ThreadsUnavailableError } from "./errors.js";
export { Pace } from "./pace.js";
export type { Pool } from "./pool.js";
export { type PoolSource, sharedPools } from "./pools.js";
