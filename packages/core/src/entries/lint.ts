/** Finds common mistakes in schedules: `@anneal/core/lint`. */

export type { Finding, FindingCode, Severity } from "../lint/finding.js";
export { lint } from "../lint/lint.js";
export type { LintRun } from "../lint/run.js";
