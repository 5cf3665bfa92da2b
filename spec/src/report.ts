/** What the runner prints: a line for each file, the failures, what is skipped, and the sum. */
import type { FileOutcome } from "./golden-folder.js";
import type { Outcome } from "./outcome.js";

export interface Report {
  /** The last one is `N passed, N failed, N skipped`. */
  readonly lines: readonly string[];
  /** Whether a case failed, or there is nothing that could be run. */
  readonly failed: boolean;
}

export function makeReport(files: readonly FileOutcome[]): Report {
  const all = files.flatMap(({ outcomes }) => outcomes);
  const nothing = files.length === 0 ? ["there is no JSON file: nothing was checked"] : [];
  return {
    lines: [...nothing, ...files.flatMap(fileLines), ...skippedLines(all), summary(all)],
    failed: files.length === 0 || count(all, "failed") > 0,
  };
}

function fileLines({ file, outcomes }: FileOutcome): string[] {
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === "failed" ? outcome.reasons.map((reason) => `  FAILED ${outcome.id}: ${reason}`) : [],
  );
  return [`${file}: ${summary(outcomes)}`, ...failures];
}

function skippedLines(outcomes: readonly Outcome[]): string[] {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.status === "skipped") counts.set(outcome.what, (counts.get(outcome.what) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  return [
    "skipped, because they are not supported yet:",
    ...[...counts].map(([what, number]) => `  ${what}: ${number}`),
  ];
}

function summary(outcomes: readonly Outcome[]): string {
  const statuses = ["passed", "failed", "skipped"] as const;
  return statuses.map((status) => `${count(outcomes, status)} ${status}`).join(", ");
}

function count(outcomes: readonly Outcome[], status: Outcome["status"]): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}
