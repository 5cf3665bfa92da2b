/** Finds the constructor that a logged curve was made by. */
export { type Identification, type IdentifyOptions, identify } from "./identify.js";
export type { LoggedRates } from "./observations.js";
export type { Interval } from "./rates.js";
