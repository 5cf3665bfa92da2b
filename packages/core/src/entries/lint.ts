/** Finds common mistakes in schedules: `@anneal/core/lint`. */

export type { Finding, FindingCode } from "../lint/finding.js";
export { lint } from "../lint/lint.js";
export type { Severity } from "../lint/rule.js";
export type { LintRun } from "../lint/run.js";
