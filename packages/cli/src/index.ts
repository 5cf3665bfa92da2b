/** The `anneal` command as a function, for programs that bring their own streams. */
export { run } from "./run.js";
export type { Streams } from "./streams.js";
