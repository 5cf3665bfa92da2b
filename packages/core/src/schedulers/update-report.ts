/** Whether an update was made, as reported by an optimizer or its user. */
import { flag, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

/** The result of an update attempt: the report of our optimizers' `step`, or an object of the same form. */
export interface UpdateReport {
  /** Whether the parameters were updated. Default: true. */
  readonly stepped?: boolean;
  /** Whether, or why, they were not updated. Default: null. */
  readonly skipped?: boolean | string | null;
}

/** @throws InvalidArgumentError for anything else. */
export function wasUpdate(report: unknown): boolean {
  if (!isRecord(report)) {
    throw new InvalidArgumentError(
      "report",
      report,
      "absent, or the report of the optimizer's step; use moveTo to set the step",
    );
  }
  const { stepped = true, skipped = null } = report as { stepped?: unknown; skipped?: unknown };
  return flag("report.stepped", stepped) && (skipped === null || skipped === false);
}
