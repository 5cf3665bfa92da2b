/** What an import gives: schedules as documents, and everything that one should know about them. */
import type { ScheduleDocument } from "@anneal/core";

export interface ImportedSchedule {
  /** The parameter group: `"main"`, `"embedding"`. */
  readonly name: string;
  /** Indexed by the update, from 0; `fromJSON` takes it. */
  readonly schedule: ScheduleDocument;
}

export interface ImportFinding {
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
}

export interface ImportResult {
  /** The engine's name, as `engineNames` has it. */
  readonly engine: string;
  /** The version or commit whose rules were applied. */
  readonly engineVersion: string;
  /** The learning rate of each parameter group; the first is that of the main group. */
  readonly schedules: readonly ImportedSchedule[];
  /** The weight decay, where the engine is told it; null: the file says nothing about it. */
  readonly weightDecay: ScheduleDocument | null;
  /** The momentum or first beta, where the engine schedules it. */
  readonly momentum: ScheduleDocument | null;
  /** The defaults that were taken because the file does not have the field: `warmup_steps = 0`. */
  readonly assumed: readonly string[];
  /** Fields without effect, and what is unusual about the engine's reading of the file. */
  readonly notes: readonly string[];
  /** Probable mistakes: a run that is shorter than its warm-up, a floor above the curve. */
  readonly findings: readonly ImportFinding[];
}
