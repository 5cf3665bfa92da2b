/** Finds common mistakes in schedules: `@anneal/core/lint`. */

export { type Finding, type FindingCode, lintRules } from "../lint/finding.js";
export { lint } from "../lint/lint.js";
export type { LintRule, Severity } from "../lint/rule.js";
export type { LintRun } from "../lint/run.js";
