/** The `anneal` command as a function, for programs with their own streams. */
export { run } from "./run.js";
export type { Streams } from "./streams.js";
