/** Imports configurations of training engines as schedules, and exports schedules as configurations. */

export { type ExportEngineName, exportEngineNames } from "./export/engine-names.js";
export type { Deviation, ExportedFile, ExportResult, NativeExport } from "./export/result.js";
export { type ToEngineOptions, toEngine } from "./export/to-engine.js";
export { ImportError, type ImportErrorCode } from "./import-error.js";
export { type ImportOptions, importSchedule } from "./import-schedule.js";
export { type EngineName, engineNames } from "./registry.js";
export type { ImportedSchedule, ImportFinding, ImportResult } from "./result.js";
