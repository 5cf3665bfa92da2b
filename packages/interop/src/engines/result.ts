/** The result of an import: schedules as documents, and notes about them. */
import type { ScheduleDocument } from "@anneal/core";

export interface ImportedSchedule {
  /** The parameter group: `"main"`, `"embedding"`. */
  readonly name: string;
  /** By update, from 0; `fromJSON` reads it. */
  readonly schedule: ScheduleDocument;
}

export interface ImportFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
}

export interface ImportResult {
  /** The engine's name, one of `engineNames`. */
  readonly engine: string;
  /** The version or commit whose rules were applied. */
  readonly engineVersion: string;
  /** The learning rate of each parameter group; the main group comes first. */
  readonly schedules: readonly ImportedSchedule[];
  /** The weight decay, if the file states it; otherwise null. */
  readonly weightDecay: ScheduleDocument | null;
  /** The momentum or first beta, if the engine schedules it. */
  readonly momentum: ScheduleDocument | null;
  /** Defaults of fields that the file does not have: `warmup_steps = 0`. */
  readonly assumed: readonly string[];
  /** Fields without effect, and peculiarities of the engine's reading of the file. */
  readonly notes: readonly string[];
  /** Probable mistakes: a run that is shorter than its warm-up, a floor above the curve. */
  readonly findings: readonly ImportFinding[];
}
