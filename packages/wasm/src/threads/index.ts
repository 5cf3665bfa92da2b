/** Worker threads over shared memory. */
export { type AvailableThreads, availableThreads, whyNoThreads } from "./availability.js";
export { ThreadsUnavailableError } from "./errors.js";
export { readThreads, type ThreadsOption } from "./option.js";
export { Paces, StartDelay } from "./pace.js";
export type { Pool, SampledProgram } from "./pool.js";
export { type PoolSource, sharedPools } from "./pools.js";
export { ARGUMENT } from "./worker.js";
