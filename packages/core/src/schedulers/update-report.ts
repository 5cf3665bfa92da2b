/** Whether an update was made, as an optimizer or its user says. */
import { flag, isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

/** What an attempt to update came to: the report of our optimizers' `step`, or the same said by hand. */
export interface UpdateReport {
  /** Whether the parameters were updated. Default: true. */
  readonly stepped?: boolean;
  /** Whether, or why, they were not. Default: null. */
  readonly skipped?: boolean | string | null;
}

/** @throws InvalidArgumentError for what is no report. */
export function wasUpdate(report: unknown): boolean {
  if (!isRecord(report)) {
    throw new InvalidArgumentError(
      "report",
      report,
      "absent, or the report of the optimizer's step; moveTo goes to a step of your choice",
    );
  }
  const { stepped = true, skipped = null } = report as { stepped?: unknown; skipped?: unknown };
  return flag("report.stepped", stepped) && (skipped === null || skipped === false);
}
