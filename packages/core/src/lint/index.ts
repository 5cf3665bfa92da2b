/** Lint of schedules. */
export type { Finding, FindingCode, Severity } from "./finding.js";
export { lint } from "./lint.js";
export type { LintRun } from "./run.js";
