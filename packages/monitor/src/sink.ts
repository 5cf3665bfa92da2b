/** The interface of sinks. */
import type { FlatRecord } from "./records.js";

/**
 * Any object with `log(record)`: one of our sinks, a tracker, or your own object. The recorder reports its errors, and
 * other sinks still get the record.
 */
export interface Sink {
  /** The name in errors. */
  readonly name?: string;
  /** Receives a record, which is frozen. */
  log(record: FlatRecord): unknown;
  /** Stores everything durably. */
  flush?(): unknown;
  /** Called once, as the last call. */
  close?(): unknown;
}
