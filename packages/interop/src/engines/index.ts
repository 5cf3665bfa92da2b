/** Configurations of training engines as schedules: text in, schedules and everything worth knowing about them out. */

export { ImportError, type ImportErrorCode } from "./import-error.js";
export { type ImportOptions, importSchedule } from "./import-schedule.js";
export { type EngineName, engineNames } from "./registry.js";
export type { ImportedSchedule, ImportFinding, ImportResult } from "./result.js";
