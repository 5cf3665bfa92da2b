/** What lint says: a mistake, where it is, what it costs, and the code that mends it. */

/** Every code, and how bad it is. */
export const severities = {
  "not-finite": "error",
  "negative-rate": "error",
  "warm-up-longer-than-run": "error",
  "total-in-epochs": "error",
  "stepped-per-micro-batch": "error",
  "stepped-per-process": "error",
  "end-above-peak": "error",
  "warm-up-above-peak": "error",
  "jump-at-join": "warning",
  "first-update-at-zero": "warning",
  "warm-up-missing": "warning",
  "warm-up-share": "warning",
  "minimum-never-reached": "warning",
  "ends-before-run": "warning",
  rebounds: "warning",
  "ends-high": "warning",
  "last-cycle-cut": "warning",
  "peak-unusual": "warning",
  "warm-up-unusual": "info",
  "minimum-unusual": "info",
} as const satisfies Readonly<Record<string, Severity>>;

/** `"error"`: the run goes wrong. `"warning"`: it most likely wastes something. `"info"`: it is not what others do. */
export type Severity = "error" | "warning" | "info";

export type FindingCode = keyof typeof severities;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Where it shows: a step of the schedule. */
  readonly step: number;
  /** What is wrong, in a sentence. */
  readonly message: string;
  /** What it costs, in a sentence. */
  readonly cost: string;
  /**
   * An expression of this library's functions over the variable `schedule` that gives the mended schedule. It runs as it
   * stands: `shift({ schedule, steps: -1 })`.
   */
  readonly fix: string;
}

/** A finding before it knows how bad it is. */
export type Draft = Omit<Finding, "severity">;
