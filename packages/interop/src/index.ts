/** The schedules of other libraries by their own names and arguments. */

export { type Library, libraryNames } from "./libraries.js";
export { type LoweredGroup, lower, lowerGroups, scheduleNames } from "./lower.js";
export type { LoweringOptions } from "./lowering/definition.js";
