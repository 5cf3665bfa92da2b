/** Where records go. */
import type { FlatRecord } from "./records.js";

/**
 * Anything with `log(record)`: one of ours, a tracker, an object of yours. What throws or rejects is reported by the
 * recorder and does not keep other sinks from the record.
 */
export interface Sink {
  /** What errors call it. */
  readonly name?: string;
  /** Takes a record, which is frozen. */
  log(record: FlatRecord): unknown;
  /** Brings everything to where it outlasts the machine. */
  flush?(): unknown;
  /** Called once; nothing comes after it. */
  close?(): unknown;
}
